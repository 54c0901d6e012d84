"""One recurrent layer: which weights a cell and a norm need, and how they start."""

from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor

from rnnbench.cells import Cell
from rnnbench.inits import Init, uniform
from rnnbench.norms import Norm
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
    """

    cell: Cell
    norm: Norm
    inputs: int
    symbolic: bool
    hidden: int

    def shapes(self) -> dict[str, Shape]:
        """Shapes of all weights of one member, by name.

        ``W`` (D, G·H), ``U`` (H, G·H) and ``b`` (G·H) stack the gates in the cell's order; the
        cell's own vectors are (H,), the norm's (G·H,).
        """
        hidden, gates = self.hidden, len(self.cell.gate_names())
        return {
            "W": (self.inputs, gates * hidden),
            "U": (hidden, gates * hidden),
            "b": (gates * hidden,),
            **dict.fromkeys(self.cell.vectors, (hidden,)),
            **dict.fromkeys(self.norm.weights, (gates * hidden,)),
        }

    def parameters(self) -> int:
        """Number of weights of one member."""
        return sum(prod(shape) for shape in self.shapes().values())

    def start(self, init: Init, *seed: object) -> Weights:
        """One member's weights before training: a function of the init and the seed alone.

        Each block is drawn from a generator of its own, so arms that agree on a block start it
        with the same numbers.
        """
        cell, hidden = type(self.cell), self.hidden

        def draw(block: str) -> torch.Generator:
            return generator("init", *seed, block)

        gates = cell.gate_names()
        inputs = [init.input(self.inputs, hidden, draw(f"W_{gate}")) for gate in gates]
        recurrent = [init.recurrent(hidden, draw(f"U_{gate}")) for gate in gates]
        biases = [init.bias(cell, gate, hidden, draw(f"b_{gate}")) for gate in gates]
        return {
            "W": torch.cat(inputs, dim=1),
            "U": torch.cat(recurrent, dim=1),
            "b": torch.cat(biases),
            **{name: uniform((hidden,), hidden, draw(name)) for name in cell.vectors},
            **{
                name: torch.full((len(gates) * hidden,), value)
                for name, value in self.norm.weights.items()
            },
        }

    def gate_units(self, batch: int, steps: int) -> int:
        """Units of all gates of one member, at all steps of a batch: G · H · T · B."""
        return len(self.cell.gate_names()) * self.hidden * steps * batch

    def flops(self, batch: int, steps: int) -> float:
        """Floating-point operations of one member's forward pass, matrix products only.

        A product of (m, k) with (k, n) is 2·m·k·n. Looking up a symbol's row is free.
        """
        inputs = 0 if self.symbolic else self.inputs
        return 2.0 * (inputs + self.hidden) * self.gate_units(batch, steps)
