"""Gate biases by the length of dependencies."""

from collections.abc import Callable

import torch
from torch import Generator, Tensor

from rnnbench.components.cells import Cell
from rnnbench.components.inits import Init


class Chrono(Init):
    """Chrono: memories last up to T steps at the start; the rest as in ``default``.

    T is the number of time steps of an example. The retaining gate's bias is log(u), with u uniform
    on [1, T - 1], one draw for each unit; it is -log(u) where a closed gate retains. A separate
    writing gate, such as the LSTM's input gate, has minus the bias of the forget gate.

    Source: Tallec & Ollivier, "Can recurrent neural networks warp time?", ICLR 2018,
    arXiv:1804.11188, section 2 and eq. 16.
    """

    needs_retaining_gate = True

    def biases(
        self, cell: type[Cell], hidden: int, draw: Callable[[str], Generator]
    ) -> dict[str, Tensor]:
        found, retaining = super().biases(cell, hidden, draw), cell.retaining_gate
        if retaining is not None:
            span = max(0, self.scales.steps - 2)
            lasting = 1 + span * torch.rand(hidden, generator=draw(retaining.name))
            found[retaining.name] = retaining.sign * lasting.log()
            if cell.writing_gate is not None:
                found[cell.writing_gate] = -lasting.log()
        return found
