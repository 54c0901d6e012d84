"""A forget-gate bias of one."""

import torch
from torch import Generator, Tensor

from rnnbench.components.cells import Cell
from rnnbench.components.inits import Init


class ForgetBiasOne(Init):
    """Forget bias one: the retaining gate's bias starts at 1; the rest as in ``default``.

    For an LSTM that is the forget gate's bias. A GRU's update gate keeps the state when it is
    closed, so its bias starts at -1. Source: Gers et al., Neural Computation 12 (2000); Jozefowicz,
    Zaremba, Sutskever, ICML 2015, section 3.3.
    """

    needs_retaining_gate = True

    def bias(self, cell: type[Cell], gate: str, hidden: int, generator: Generator) -> Tensor:
        retaining = cell.retaining_gate
        if retaining is not None and gate == retaining.name:
            return torch.full((hidden,), float(retaining.sign))
        return super().bias(cell, gate, hidden, generator)
