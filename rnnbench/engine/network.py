"""The shape of a net: stacked recurrent layers and a linear readout."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from rnnbench.components.cells import Cell
from rnnbench.components.inits import Init, uniform
from rnnbench.components.norms import Norm
from rnnbench.components.registry import BUILT_IN, Registry
from rnnbench.components.tasks import Task
from rnnbench.config import Connections, Dropout
from rnnbench.engine.layers import Layer, Shape, Weights
from rnnbench.seeding import generator

HIGHWAY_BIAS = -2.0
"""Start of the bias of highway gates, which lets the input of a level pass at first."""
DECODER = "decoder."
"""Prefix of the decoder's weights."""


@dataclass(frozen=True)
class Network:
    """Recurrent layers of one cell, and a linear readout.

    Let x(l) be the input of layer l at a step and h(l) the output of its cell. From the second
    layer up, ``connections`` decide the input of the next layer, or of the readout:

        none        x(l+1) = h(l)
        skip        x(l+1) = h(l) + x(l)
        dense       x(l+1) = [h(1) ... h(l)]
        highway     x(l+1) = t * h(l) + (1 - t) * x(l)  with t = σ(x(l) T + t0)

    In all cases x(2) = h(1), so a net of one layer is the same with all of them. Sources: He,
    Zhang, Ren, Sun, CVPR 2016, arXiv:1512.03385, eq. 1; Huang, Liu, van der Maaten, Weinberger,
    CVPR 2017, arXiv:1608.06993, eq. 2, with h(1) for the input; Srivastava, Greff, Schmidhuber,
    arXiv:1505.00387, eq. 3.

    Attributes:
        cell: the cell, as an object with the ``step``.
        norm: the norm between product and nonlinearity.
        inputs: D, size of an input vector or number of input symbols.
        symbolic: whether inputs are symbols, whose product with W is its row.
        hidden: H, number of units of each layer and direction.
        outputs: O, size of the answer.
        depth: number of layers.
        bidirectional: whether each layer has a second direction, backwards in time.
        embedding: E, size of the learnt vector of each input symbol; 0: one-hot vectors.
        connections: connections between layers.
        dropout: kind of dropout in training (``rnnbench.engine.dropout``).
        dropout_rate: share that is dropped.
        unshared_steps: number of time steps with unshared weights; 0: all steps share their
            weights, and sequences have any length.
        decoder: number of symbols that a decoder reads, a layer of the same cell that gives the
            answers; 0: there is none.
    """

    cell: Cell
    norm: Norm
    inputs: int
    symbolic: bool
    hidden: int
    outputs: int
    depth: int = 1
    bidirectional: bool = False
    embedding: int = 0
    connections: Connections = "none"
    dropout: Dropout = "none"
    dropout_rate: float = 0.0
    unshared_steps: int = 0
    decoder: int = 0

    @classmethod
    def of(
        cls,
        cell: str,
        norm: str,
        task: Task,
        hidden: int,
        depth: int = 1,
        bidirectional: bool = False,
        embedding: int = 0,
        connections: Connections = "none",
        dropout: Dropout = "none",
        dropout_rate: float = 0.0,
        shared_weights: bool = True,
        registry: Registry = BUILT_IN,
    ) -> "Network":
        """The net for a task, its cell and norm given by name.

        Tasks without symbols have no embedding.
        """
        return cls(
            cell=registry.load("cells", cell)(),
            norm=registry.load("norms", norm)(),
            inputs=task.inputs,
            symbolic=task.symbolic,
            hidden=hidden,
            outputs=task.outputs,
            depth=depth,
            bidirectional=bidirectional,
            embedding=embedding if task.symbolic else 0,
            connections=connections,
            dropout=dropout,
            dropout_rate=dropout_rate,
            unshared_steps=0 if shared_weights else task.steps,
            decoder=task.decoder,
        )

    @property
    def width(self) -> int:
        """Size of a layer's output: H for each direction."""
        return self.hidden * (2 if self.bidirectional else 1)

    def reads(self, level: int) -> int:
        """Size of the input of level 1, 2, ...; at ``depth + 1``, of the output of all levels."""
        if level == 1:
            return self.embedding or self.inputs
        return self.width * (level - 1 if self.connections == "dense" else 1)

    @property
    def read_out(self) -> int:
        """Size of the readout's input: output of all levels, or the decoder's state."""
        return self.hidden if self.decoder else self.reads(self.depth + 1)

    @property
    def drops(self) -> bool:
        """Whether there is dropout."""
        return self.dropout != "none" and self.dropout_rate > 0

    @property
    def drops_state(self) -> bool:
        """Whether there is recurrent dropout."""
        return self.drops and self.dropout != "per_step"

    def levels(self) -> list[dict[str, Layer]]:
        """The layers from bottom to top: at each level its directions, forwards first.

        The keys are prefixes of the layer's weights: none at the bottom, ``2.`` in the second
        layer, ``reverse.`` for the backward direction.
        """
        directions = ("", "reverse.") if self.bidirectional else ("",)
        return [
            {
                f"{level}.{direction}" if level > 1 else direction: Layer(
                    self.cell,
                    self.norm,
                    self.reads(level),
                    self.symbolic and not self.embedding and level == 1,
                    self.hidden,
                    self.outputs,
                )
                for direction in directions
            }
            for level in range(1, self.depth + 1)
        ]

    def layers(self) -> dict[str, Layer]:
        """All layers by prefix, from bottom to top; last the decoder, if there is one.

        The decoder reads a symbol and the context: the output at the end of the input.
        """
        found = {prefix: layer for level in self.levels() for prefix, layer in level.items()}
        if self.decoder:
            read = self.decoder + self.reads(self.depth + 1)
            found[DECODER] = Layer(self.cell, self.norm, read, False, self.hidden, self.outputs)
        return found

    def shapes(self) -> dict[str, Shape]:
        """Shapes of all weights of one member, by name: the layers' and the readout's.

        ``E`` (D, E) embeds symbols. ``2.T`` (H, H), ``2.t`` (H), ... gate highways. ``V`` (H, O)
        and ``a`` (O) read out. Two directions double H in these, and dense connections give V the
        rows of all layers; a decoder's V is (H, O). Unshared weights of layers have T in front.
        """
        return {
            **({"E": (self.inputs, self.embedding)} if self.embedding else {}),
            **{
                prefix + name: (self.unshared_steps, *shape) if self.unshared_steps else shape
                for prefix, layer in self.layers().items()
                for name, shape in layer.shapes().items()
            },
            **{f"{level}.T": (self.width, self.width) for level in self._highways()},
            **{f"{level}.t": (self.width,) for level in self._highways()},
            "V": (self.read_out, self.outputs),
            "a": (self.outputs,),
        }

    def recurrent_weights(self) -> list[str]:
        """Names of the recurrent matrices of all layers."""
        return [p + name for p in self.layers() for name in self.cell.recurrent_weights()]

    def _highways(self) -> range:
        """The levels where a gate mixes a layer's output with its input."""
        return range(2, self.depth + 1 if self.connections == "highway" else 2)

    def parameters(self) -> int:
        """Number of weights of one member."""
        recurrent = sum(layer.parameters() for layer in self.layers().values())
        recurrent *= self.unshared_steps or 1
        gates = len(self._highways()) * (self.width + 1) * self.width
        readout = (self.read_out + 1) * self.outputs
        return self.inputs * self.embedding + recurrent + gates + readout

    def start(self, init: Init, seed: object) -> Weights:
        """One member's weights before training: a function of the init and the seed alone."""
        found: Weights = {}
        for prefix, layer in self.layers().items():
            place = (prefix,) if prefix else ()
            if self.unshared_steps:
                steps = [layer.start(init, seed, *place, t) for t in range(self.unshared_steps)]
                own = {name: torch.stack([step[name] for step in steps]) for name in steps[0]}
            else:
                own = layer.start(init, seed, *place)
            for name, weight in own.items():
                found[prefix + name] = weight
        shapes = self.shapes()
        fans = {"E": self.embedding, "V": self.read_out, "a": self.read_out}
        for level in self._highways():
            fans[f"{level}.T"] = self.width
            found[f"{level}.t"] = torch.full((self.width,), HIGHWAY_BIAS)
        for name, fan in fans.items():
            if name in shapes:
                found[name] = uniform(shapes[name], fan, generator("init", seed, name))
        return found

    def gate_units(self, batch: int, steps: int, answers: int) -> int:
        """Units of all gates of one member, at all steps of a batch.

        Args:
            batch: examples in a batch.
            steps: time steps of one example.
            answers: number of time steps with an answer, which are a decoder's steps.
        """
        recurrent = sum(
            layer.gate_units(batch, answers if prefix == DECODER else steps)
            for prefix, layer in self.layers().items()
        )
        return recurrent + len(self._highways()) * self.width * steps * batch

    def activation_count(self, batch: int, steps: int) -> int:
        """Activation count of connections and dropout: sizes of their results at all steps.

        Args:
            batch: examples in a batch.
            steps: time steps of one example.
        """
        upper = range(2, self.depth + 1)
        connected = sum(self.reads(n + 1) for n in upper) if self.connections != "none" else 0
        outputs = self.depth * self.width
        dropped = self.reads(1) + outputs if self.drops else 0
        if self.drops_state:
            masked = len(self.cell.sources) + len(self.cell.matrices)
            dropped += outputs * max(len(self.cell.states), masked)
        return (connected + dropped) * batch * steps

    def flops(self, batch: int, steps: int, answers: int) -> float:
        """Floating-point operations of one member's update, counting matrix products only.

        The backward pass costs two products for each one of the forward pass.

        Args:
            batch: examples in a batch.
            steps: time steps of one example.
            answers: number of time steps with an answer.
        """
        recurrent = sum(
            layer.flops(batch, answers if prefix == DECODER else steps)
            for prefix, layer in self.layers().items()
        )
        gates = 2 * batch * steps * len(self._highways()) * self.width**2
        readout = 2 * batch * answers * self.read_out * self.outputs
        return 3.0 * (recurrent + gates + readout)


def of_layer(weights: Mapping[str, Tensor], prefix: str, layer: Layer) -> Weights:
    """A layer's weights among those of the net, with V if the cell feeds the output back."""
    own = {name: weights[prefix + name] for name in layer.shapes()}
    return {**own, "V": weights["V"]} if layer.cell.feeds_output else own
