"""Initialisations: where the weights start.

Every init derives from one base that is PyTorch's default for recurrent layers (uniform ±1/√H for
every weight and bias) and changes only what it is named after. Each block of weights is drawn
from a generator of its own, so two inits that agree on a block start it with the same numbers.
"""

import math
from typing import ClassVar

import torch
from torch import Generator, Tensor

from rnnbench.cells import Cell


class Init:
    """Base of all inits. Methods give the start of one gate's weights for one member."""

    needs_retaining_gate: ClassVar[bool] = False

    def input(self, inputs: int, hidden: int, generator: Generator) -> Tensor:
        """Input weights of one gate, (D, H)."""
        return uniform((inputs, hidden), hidden, generator)

    def recurrent(self, hidden: int, generator: Generator) -> Tensor:
        """Recurrent weights of one gate, (H, H)."""
        return uniform((hidden, hidden), hidden, generator)

    def bias(self, cell: type[Cell], gate: str, hidden: int, generator: Generator) -> Tensor:
        """Bias of one gate, (H,)."""
        return uniform((hidden,), hidden, generator)

    @classmethod
    def unsuited(cls, cell: type[Cell]) -> str | None:
        """Why this init makes no sense for a cell, or None if it does."""
        if cls.needs_retaining_gate and cell.retaining_gate is None:
            return f"{cell.__name__} has no gate that retains its state"
        return None


def uniform(shape: tuple[int, ...], hidden: int, generator: Generator) -> Tensor:
    """Uniform on ±1/√H."""
    bound = 1 / math.sqrt(hidden)
    return (torch.rand(shape, generator=generator) * 2 - 1) * bound


BASE = Init
