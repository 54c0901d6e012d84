"""A forget-gate bias of one."""

import torch
from torch import Generator, Tensor

from rnnbench.components.cells import Cell
from rnnbench.components.inits import Init


class ForgetBiasOne(Init):
    """The retaining gate's bias starts at 1 (at -1 where closing retains); the rest as ``default``.

    For an LSTM that is the forget gate's bias; for a GRU, whose update gate keeps the state when
    it is closed, minus one. Source: Gers et al., Neural Computation 12 (2000); Jozefowicz,
    Zaremba, Sutskever, ICML 2015, section 3.3.
    """

    needs_retaining_gate = True

    def bias(self, cell: type[Cell], gate: str, hidden: int, generator: Generator) -> Tensor:
        retaining = cell.retaining_gate
        if retaining is not None and gate == retaining.name:
            return torch.full((hidden,), float(retaining.sign))
        return super().bias(cell, gate, hidden, generator)
