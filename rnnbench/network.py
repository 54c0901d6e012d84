"""The shape of a net: which weights a cell, a norm and a task's ends need, and how they start."""

from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor

from rnnbench import discovery
from rnnbench.cells import Cell
from rnnbench.inits import Init, uniform
from rnnbench.norms import Norm
from rnnbench.seeding import generator
from rnnbench.tasks import Task

Weights = dict[str, Tensor]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Network:
    """One recurrent layer and a linear readout.

    Attributes:
        cell: the cell, as an object with the ``step``.
        norm: the norm between product and nonlinearity.
        inputs: D, size of an input vector or number of input symbols.
        symbolic: whether inputs are symbols, so that multiplying by W is looking a row up.
        hidden: H, number of units.
        outputs: O, size of the answer.
    """

    cell: Cell
    norm: Norm
    inputs: int
    symbolic: bool
    hidden: int
    outputs: int

    @classmethod
    def of(cls, cell: str, norm: str, task: Task, hidden: int) -> "Network":
        """The net of H units that a task needs, its cell and norm given by name."""
        return cls(
            cell=discovery.load("cells", cell)(),
            norm=discovery.load("norms", norm)(),
            inputs=task.inputs,
            symbolic=task.symbolic,
            hidden=hidden,
            outputs=task.outputs,
        )

    def shapes(self) -> dict[str, Shape]:
        """Shapes of all weights of one member, by name.

        ``W`` (D, G·H), ``U`` (H, G·H) and ``b`` (G·H) stack the gates in the cell's order;
        ``V`` (H, O) and ``a`` (O) read out; the cell's own vectors are (H,), the norm's (G·H,).
        """
        hidden, gates = self.hidden, len(self.cell.gate_names())
        return {
            "W": (self.inputs, gates * hidden),
            "U": (hidden, gates * hidden),
            "b": (gates * hidden,),
            **dict.fromkeys(self.cell.vectors, (hidden,)),
            **dict.fromkeys(self.norm.weights, (gates * hidden,)),
            "V": (hidden, self.outputs),
            "a": (self.outputs,),
        }

    def parameters(self) -> int:
        """Number of weights of one member."""
        return sum(prod(shape) for shape in self.shapes().values())

    def start(self, init: Init, seed: object) -> Weights:
        """One member's weights before training: a function of the init and the seed alone.

        Each block is drawn from a generator of its own, so arms that agree on a block start it
        with the same numbers.
        """
        cell, hidden = type(self.cell), self.hidden

        def draw(block: str) -> torch.Generator:
            return generator("init", seed, block)

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
            "V": uniform((hidden, self.outputs), hidden, draw("V")),
            "a": uniform((self.outputs,), hidden, draw("a")),
        }

    def gate_units(self, batch: int, steps: int) -> int:
        """Units of all gates of one member, at all steps of a batch: G · H · T · B."""
        return len(self.cell.gate_names()) * self.hidden * steps * batch

    def flops(self, batch: int, steps: int, answers: int) -> float:
        """Floating-point operations of one member's update, counting matrix products only.

        A product of (m, k) with (k, n) is 2·m·k·n; the backward pass costs two more of each.
        Looking up a symbol's row is free.

        Args:
            batch: examples in a batch.
            steps: time steps of one example.
            answers: time steps that are read out.
        """
        gates = len(self.cell.gate_names())
        inputs = 0 if self.symbolic else self.inputs
        step = 2 * (inputs + self.hidden) * gates * self.hidden
        answer = 2 * self.hidden * self.outputs
        return 3.0 * batch * (steps * step + answers * answer)
