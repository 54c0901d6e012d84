"""Identity recurrent matrices."""

import torch
from torch import Generator, Tensor

from rnnbench.components.cells import Cell
from rnnbench.components.inits import Init


class Identity(Init):
    """Identity: every recurrent matrix is the identity, every bias zero; the rest as ``default``.

    With ``relu_rnn`` this is the IRNN. Source: Le, Jaitly, Hinton, arXiv:1504.00941, section 2.
    """

    needs_recurrent = True

    def recurrent(self, hidden: int, generator: Generator) -> Tensor:
        return torch.eye(hidden)

    def bias(self, cell: type[Cell], gate: str, hidden: int, generator: Generator) -> Tensor:
        return torch.zeros(hidden)
