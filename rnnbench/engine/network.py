"""The shape of a net: recurrent layers, one above the other, and a linear readout."""

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
"""Where the bias of highway gates starts: so that they carry on what comes from below."""
DECODER = "decoder."
"""The decoder's prefix."""


@dataclass(frozen=True)
class Network:
    """Recurrent layers of one cell, and a linear readout.

    From the second layer up, with x(l) for what layer l reads at a step and h(l) for the output of
    its cell, the next layer (or the readout) reads, by ``connections``:

        none        x(l+1) = h(l)
        skip        x(l+1) = h(l) + x(l)
        dense       x(l+1) = [h(1) ... h(l)]
        highway     x(l+1) = t * h(l) + (1 - t) * x(l)  with t = σ(x(l) T + t0)

    and x(2) = h(1): a net of one layer is the same with all of them. Sources: He, Zhang, Ren, Sun,
    CVPR 2016, arXiv:1512.03385, eq. 1; Huang, Liu, van der Maaten, Weinberger, CVPR 2017,
    arXiv:1608.06993, eq. 2, with h(1) for the input; Srivastava, Greff, Schmidhuber,
    arXiv:1505.00387, eq. 3.

    Attributes:
        cell: the cell, as an object with the ``step``.
        norm: the norm between product and nonlinearity.
        inputs: D, size of an input vector or number of input symbols.
        symbolic: whether inputs are symbols, so that multiplying by W is looking a row up.
        hidden: H, number of units of each layer and direction.
        outputs: O, size of the answer.
        depth: number of layers.
        bidirectional: whether each layer also runs backwards in time, with weights of its own.
        embedding: E, size of the learnt vector that each input symbol is looked up as; 0: symbols
            are one-hot vectors.
        connections: what leads from layer to layer.
        dropout: what is dropped in training (``rnnbench.engine.dropout``).
        dropout_rate: how much of it; 0: nothing.
        untied: number of time steps, each of which has weights of the layers of its own; 0: all
            steps share theirs, and there may be any number of them.
        decoder: number of symbols that a decoder reads, a layer of the same cell that answers in
            place of the others; 0: there is none.
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
    untied: int = 0
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
        """The net that a task needs, its cell and norm given by name.

        An embedding is for tasks of symbols; the others go without.
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
            untied=0 if shared_weights else task.steps,
            decoder=task.decoder,
        )

    @property
    def width(self) -> int:
        """Size of a layer's output: H for each direction."""
        return self.hidden * (2 if self.bidirectional else 1)

    def reads(self, level: int) -> int:
        """Size of what the layer at a level, 1, 2, ..., reads; at ``depth + 1``, the result."""
        if level == 1:
            return self.embedding or self.inputs
        return self.width * (level - 1 if self.connections == "dense" else 1)

    @property
    def read_out(self) -> int:
        """Size of what is read out: what the topmost layer hands on, or the decoder's state."""
        return self.hidden if self.decoder else self.reads(self.depth + 1)

    @property
    def drops(self) -> bool:
        """Whether there is dropout."""
        return self.dropout != "none" and self.dropout_rate > 0

    @property
    def drops_state(self) -> bool:
        """Whether there is dropout inside the recurrence."""
        return self.drops and self.dropout != "per_step"

    def levels(self) -> list[dict[str, Layer]]:
        """The layers from bottom to top: at each level its directions, forwards first.

        The keys come before the names of the layer's weights: none at the bottom, ``2.`` in the
        second layer, ``reverse.`` for the backward direction.
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

        That reads a symbol and what the layers have left at the end of their input, the context.
        """
        found = {prefix: layer for level in self.levels() for prefix, layer in level.items()}
        if self.decoder:
            read = self.decoder + self.reads(self.depth + 1)
            found[DECODER] = Layer(self.cell, self.norm, read, False, self.hidden, self.outputs)
        return found

    def shapes(self) -> dict[str, Shape]:
        """Shapes of all weights of one member, by name: the layers' and the readout's.

        ``E`` (D, E) embeds the symbols, if they are embedded. ``2.T`` (H, H) and ``2.t`` (H), ...
        gate highways. ``V`` (H, O) and ``a`` (O) read out. With two directions H is doubled in
        these, and with dense connections V has the rows of all layers; a decoder's V is (H, O).
        Weights of layers that steps do not share have T in front.
        """
        return {
            **({"E": (self.inputs, self.embedding)} if self.embedding else {}),
            **{
                prefix + name: (self.untied, *shape) if self.untied else shape
                for prefix, layer in self.layers().items()
                for name, shape in layer.shapes().items()
            },
            **{f"{level}.T": (self.width, self.width) for level in self._highways()},
            **{f"{level}.t": (self.width,) for level in self._highways()},
            "V": (self.read_out, self.outputs),
            "a": (self.outputs,),
        }

    def _highways(self) -> range:
        """The levels at which a gate mixes a layer's output with what it read."""
        return range(2, self.depth + 1 if self.connections == "highway" else 2)

    def parameters(self) -> int:
        """Number of weights of one member."""
        recurrent = sum(layer.parameters() for layer in self.layers().values())
        recurrent *= self.untied or 1
        gates = len(self._highways()) * (self.width + 1) * self.width
        readout = (self.read_out + 1) * self.outputs
        return self.inputs * self.embedding + recurrent + gates + readout

    def start(self, init: Init, seed: object) -> Weights:
        """One member's weights before training: a function of the init and the seed alone."""
        found: Weights = {}
        for prefix, layer in self.layers().items():
            place = (prefix,) if prefix else ()
            if self.untied:
                steps = [layer.start(init, seed, *place, t) for t in range(self.untied)]
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
            answers: time steps that are read out, which are a decoder's steps.
        """
        recurrent = sum(
            layer.gate_units(batch, answers if prefix == DECODER else steps)
            for prefix, layer in self.layers().items()
        )
        return recurrent + len(self._highways()) * self.width * steps * batch

    def handed_on(self, batch: int, steps: int) -> int:
        """Numbers that connections and dropout make of one member's inputs and outputs.

        As many as the sizes of their results, at all steps of a batch; none without them.
        """
        upper = range(2, self.depth + 1)
        connected = sum(self.reads(n + 1) for n in upper) if self.connections != "none" else 0
        outputs = self.depth * self.width
        dropped = self.reads(1) + outputs if self.drops else 0
        if self.drops_state:
            dropped += outputs * max(len(self.cell.states), len(self.cell.sources))
        return (connected + dropped) * batch * steps

    def flops(self, batch: int, steps: int, answers: int) -> float:
        """Floating-point operations of one member's update, counting matrix products only.

        The backward pass costs two products for each one of the forward pass.

        Args:
            batch: examples in a batch.
            steps: time steps of one example.
            answers: time steps that are read out.
        """
        recurrent = sum(
            layer.flops(batch, answers if prefix == DECODER else steps)
            for prefix, layer in self.layers().items()
        )
        gates = 2 * batch * steps * len(self._highways()) * self.width**2
        readout = 2 * batch * answers * self.read_out * self.outputs
        return 3.0 * (recurrent + gates + readout)


def of_layer(weights: Mapping[str, Tensor], prefix: str, layer: Layer) -> Weights:
    """A layer's own weights among those of the whole net, and the readout if it feeds that back."""
    own = {name: weights[prefix + name] for name in layer.shapes()}
    return {**own, "V": weights["V"]} if layer.cell.feeds_output else own
