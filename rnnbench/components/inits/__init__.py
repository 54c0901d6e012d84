"""Initialisations of weights.

The base is PyTorch's default for recurrent layers: uniform on ±1/√H for every weight and bias. An
init overrides the part that it is named after. Each block of weights has its own generator, so two
inits that agree on a block start it with the same numbers.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Generator, Tensor

from rnnbench.components.cells import Cell


@dataclass(frozen=True)
class Scales:
    """Settings of inits, besides the cell and the number of units.

    Attributes:
        steps: time steps of an example.
        small: standard deviation of small random weights.
        radius: largest absolute eigenvalue of a spectral init.
    """

    steps: int = 100
    small: float = 0.01
    radius: float = 1.0


class Init:
    """Base of all inits. Methods give the start of one block of weights for one member.

    Class attributes:
        needs_retaining_gate: whether it changes the gate that retains the state.
        needs_recurrent: whether it changes square recurrent matrices.
    """

    needs_retaining_gate: ClassVar[bool] = False
    needs_recurrent: ClassVar[bool] = False

    def __init__(self, scales: Scales | None = None) -> None:
        self.scales = scales or Scales()

    def input(self, inputs: int, hidden: int, generator: Generator) -> Tensor:
        """Input weights of one gate, (D, H)."""
        return uniform((inputs, hidden), hidden, generator)

    def recurrent(self, hidden: int, generator: Generator) -> Tensor:
        """Recurrent weights of one gate, or one of a cell's own matrices, (H, H)."""
        return uniform((hidden, hidden), hidden, generator)

    def vector(self, hidden: int, generator: Generator) -> Tensor:
        """One of a cell's own vectors, (H,)."""
        return uniform((hidden,), hidden, generator)

    def bias(self, cell: type[Cell], gate: str, hidden: int, generator: Generator) -> Tensor:
        """Bias of one gate, (H,)."""
        return uniform((hidden,), hidden, generator)

    def biases(
        self, cell: type[Cell], hidden: int, draw: Callable[[str], Generator]
    ) -> dict[str, Tensor]:
        """Biases of all gates, each (H,).

        Args:
            cell: the cell.
            hidden: H.
            draw: gate -> its generator.
        """
        return {gate: self.bias(cell, gate, hidden, draw(gate)) for gate in cell.gate_names()}

    @classmethod
    def unsuited(cls, cell: type[Cell]) -> str | None:
        """Why this init does not suit a cell; None if it does."""
        if cls.needs_retaining_gate and cell.retaining_gate is None:
            return f"{cell.__name__} has no gate that retains its state"
        if cls.needs_recurrent and cell.feeds_output:
            return f"{cell.__name__} has no square recurrent matrix"
        if cls.needs_recurrent and not set(cell.recurrent_weights()) - set(cell.weight_starts):
            return f"{cell.__name__} has no recurrent matrix"
        return None


def uniform(shape: tuple[int, ...], hidden: int, generator: Generator) -> Tensor:
    """Uniform on ±1/√H."""
    bound = 1 / math.sqrt(hidden)
    return (torch.rand(shape, generator=generator) * 2 - 1) * bound


BASE = Init
