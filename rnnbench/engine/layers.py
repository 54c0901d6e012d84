"""One recurrent layer: which weights a cell and a norm need, and how they start."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod

import torch
from torch import Tensor

from rnnbench.components.cells import Cell
from rnnbench.components.inits import Init, uniform
from rnnbench.components.norms import Norm
from rnnbench.seeding import generator

Weights = dict[str, Tensor]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Layer:
    """A cell, run over time in one direction.

    Attributes:
        cell: the cell, as an object with the ``step``.
        norm: the norm between product and nonlinearity.
        inputs: D, size of an input vector or number of input symbols.
        symbolic: whether inputs are symbols, so that multiplying by W is looking a row up.
        hidden: H, number of units.
        outputs: O, size of the net's answer; only cells that feed it back need it.
    """

    cell: Cell
    norm: Norm
    inputs: int
    symbolic: bool
    hidden: int
    outputs: int = 0

    def shapes(self) -> dict[str, Shape]:
        """Shapes of all weights of one member, by name.

        ``W`` (D, G·H), ``U`` (S·H, G·H) and ``b`` (G·H) stack the gates in the cell's order; the
        cell's own vectors are (H,), the norm's (G·H,), and those for the memory (H,).
        """
        hidden, gates = self.hidden, len(self.cell.gate_names())
        fed_back = self.outputs if self.cell.feeds_output else len(self.cell.sources) * hidden
        return {
            "W": (self.inputs, gates * hidden),
            "U": (fed_back, gates * hidden),
            "b": (gates * hidden,),
            **dict.fromkeys(self.cell.vectors, (hidden,)),
            **dict.fromkeys(self.norm.weights, (gates * hidden,)),
            **dict.fromkeys(self.memory_weights(), (hidden,)),
        }

    def memory_weights(self) -> Mapping[str, float]:
        """The norm's weights for the cell's memory, if it has one, and where they start."""
        return self.norm.memory_weights if "c" in self.cell.states else {}

    def parameters(self) -> int:
        """Number of weights of one member; those of absent blocks do not count."""
        inputs, recurrent = self._blocks()
        gates, shapes = len(self.cell.gate_names()), self.shapes()
        shares = {"W": inputs / gates, "U": recurrent / gates / len(self.cell.sources)}
        return sum(round(prod(shape) * shares.get(name, 1)) for name, shape in shapes.items())

    def start(self, init: Init, *seed: object) -> Weights:
        """One member's weights before training: a function of the init and the seed alone.

        Each block is drawn from a generator of its own, so arms that agree on a block start it
        with the same numbers.
        """
        cell, hidden = type(self.cell), self.hidden

        def draw(block: str) -> torch.Generator:
            return generator("init", *seed, block)

        def recurrent(source: str, gate: str) -> Tensor:
            own = "" if source == cell.sources[0] else f"_{source}"
            return init.recurrent(hidden, draw(f"U_{gate}{own}"))

        gates = cell.gate_names()
        if cell.feeds_output:
            rows = [[init.input(self.outputs, hidden, draw(f"U_{gate}")) for gate in gates]]
        else:
            rows = [[recurrent(source, gate) for gate in gates] for source in cell.sources]
        inputs = [init.input(self.inputs, hidden, draw(f"W_{gate}")) for gate in gates]
        biases = init.biases(cell, hidden, lambda gate: draw(f"b_{gate}"))
        weights = self._without_absent(
            {
                "W": torch.cat(inputs, dim=1),
                "U": torch.cat([torch.cat(row, dim=1) for row in rows]),
                "b": torch.cat([biases[gate] for gate in gates]),
                **{name: uniform((hidden,), hidden, draw(name)) for name in cell.vectors},
            }
        )
        for_memory = {n: torch.full((hidden,), v) for n, v in self.memory_weights().items()}
        return {**weights, **self.norm.start(weights), **for_memory}

    def assembled(self, weights: Weights) -> Weights:
        """The weights that the steps use, each (P, ...), made of those that train.

        Args:
            weights: the layer's own, each (P, ...); for a cell that feeds its output back, also
                the readout ``V``.
        """
        weights = self.norm.reparametrised(self._without_absent(weights))
        return {**weights, "U": self.cell.recurrent(weights)}

    def gate_units(self, batch: int, steps: int) -> int:
        """Units of all gates of one member, at all steps of a batch: G · H · T · B."""
        return len(self.cell.gate_names()) * self.hidden * steps * batch

    def flops(self, batch: int, steps: int) -> float:
        """Floating-point operations of one member's forward pass, matrix products only.

        A product of (m, k) with (k, n) is 2·m·k·n. Looking up a symbol's row is free.
        """
        inputs, recurrent = self._blocks()
        fed_back = self.outputs if self.cell.feeds_output else self.hidden
        size = (0 if self.symbolic else self.inputs) * inputs + fed_back * recurrent
        return 2.0 * size * self.hidden * batch * steps

    def _blocks(self) -> tuple[int, int]:
        """Number of blocks that W and U have, of H columns (and in U, H rows) each."""
        gates = len(self.cell.gate_names())
        absent = sum(source == "x" for source, _ in self.cell.absent)
        recurrent = len(self.cell.sources) * gates - (len(self.cell.absent) - absent)
        return gates - absent, recurrent

    def _without_absent(self, weights: Weights) -> Weights:
        """W and U, (..., D, G·H) and (..., S·H, G·H), with zeros in the blocks that are absent."""
        masked = {name: weights[name] * m.to(weights[name]) for name, m in self._masks.items()}
        return {**weights, **masked}

    @cached_property
    def _masks(self) -> Weights:
        """Of W (D, G·H) and U (S·H, G·H), 0 in the blocks that are absent; none if no block is."""
        if not self.cell.absent:
            return {}
        masks = {name: torch.ones(self.shapes()[name]) for name in ("W", "U")}
        for source, gate in self.cell.absent:
            column = self.cell.gate_names().index(gate) * self.hidden
            rows, mask = slice(None), masks["W"]
            if source != "x":
                row = self.cell.sources.index(source) * self.hidden
                rows, mask = slice(row, row + self.hidden), masks["U"]
            mask[rows, column : column + self.hidden] = 0
        return masks
