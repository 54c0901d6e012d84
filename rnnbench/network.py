"""The shape of a net: recurrent layers, one above the other, and a linear readout."""

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor

from rnnbench import discovery
from rnnbench.cells import Cell
from rnnbench.config import ConfigError
from rnnbench.inits import Init, uniform
from rnnbench.layers import Layer, Shape, Weights
from rnnbench.norms import Norm
from rnnbench.seeding import generator
from rnnbench.tasks import Task


@dataclass(frozen=True)
class Network:
    """Recurrent layers of one cell, and a linear readout of the topmost one.

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
    ) -> "Network":
        """The net that a task needs, its cell and norm given by name.

        An embedding is for tasks of symbols; the others go without.
        """
        return cls(
            cell=discovery.load("cells", cell)(),
            norm=discovery.load("norms", norm)(),
            inputs=task.inputs,
            symbolic=task.symbolic,
            hidden=hidden,
            outputs=task.outputs,
            depth=depth,
            bidirectional=bidirectional,
            embedding=embedding if task.symbolic else 0,
        )

    def __post_init__(self) -> None:
        if self.cell.feeds_output and (self.depth > 1 or self.bidirectional):
            kind = type(self.cell).__name__
            raise ConfigError(f"{kind} feeds the net's output back: one layer, one direction")

    @property
    def width(self) -> int:
        """Size of what each layer hands on: H for each direction."""
        return self.hidden * (2 if self.bidirectional else 1)

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
                    (self.embedding or self.inputs) if level == 1 else self.width,
                    self.symbolic and not self.embedding and level == 1,
                    self.hidden,
                    self.outputs,
                )
                for direction in directions
            }
            for level in range(1, self.depth + 1)
        ]

    def layers(self) -> dict[str, Layer]:
        """All layers by prefix, from bottom to top."""
        return {prefix: layer for level in self.levels() for prefix, layer in level.items()}

    def shapes(self) -> dict[str, Shape]:
        """Shapes of all weights of one member, by name: the layers' and the readout's.

        ``E`` (D, E) embeds the symbols, if they are embedded. ``V`` (H, O), or (2H, O) with two
        directions, and ``a`` (O) read out.
        """
        return {
            **({"E": (self.inputs, self.embedding)} if self.embedding else {}),
            **{
                prefix + name: shape
                for prefix, layer in self.layers().items()
                for name, shape in layer.shapes().items()
            },
            "V": (self.width, self.outputs),
            "a": (self.outputs,),
        }

    def parameters(self) -> int:
        """Number of weights of one member."""
        recurrent = sum(layer.parameters() for layer in self.layers().values())
        return self.inputs * self.embedding + recurrent + (self.width + 1) * self.outputs

    def start(self, init: Init, seed: object) -> Weights:
        """One member's weights before training: a function of the init and the seed alone."""
        found: Weights = {}
        for prefix, layer in self.layers().items():
            place = (prefix,) if prefix else ()
            for name, weight in layer.start(init, seed, *place).items():
                found[prefix + name] = weight
        for name, width in (("E", self.embedding), ("V", self.width), ("a", self.width)):
            if name in self.shapes():
                draw = generator("init", seed, name)
                found[name] = uniform(self.shapes()[name], width, draw)
        return found

    def gate_units(self, batch: int, steps: int) -> int:
        """Units of all gates of one member, at all steps of a batch."""
        return sum(layer.gate_units(batch, steps) for layer in self.layers().values())

    def flops(self, batch: int, steps: int, answers: int) -> float:
        """Floating-point operations of one member's update, counting matrix products only.

        The backward pass costs two products for each one of the forward pass.

        Args:
            batch: examples in a batch.
            steps: time steps of one example.
            answers: time steps that are read out.
        """
        recurrent = sum(layer.flops(batch, steps) for layer in self.layers().values())
        return 3.0 * (recurrent + 2 * batch * answers * self.width * self.outputs)


def of_layer(weights: Mapping[str, Tensor], prefix: str, layer: Layer) -> Weights:
    """A layer's own weights among those of the whole net, and the readout if it feeds that back."""
    own = {name: weights[prefix + name] for name in layer.shapes()}
    return {**own, "V": weights["V"]} if layer.cell.feeds_output else own
