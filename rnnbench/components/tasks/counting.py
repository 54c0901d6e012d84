"""Counting on from a number."""

import math

import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.tasks import IGNORED, Batch, Split
from rnnbench.components.tasks._classes import SymbolTask


class Counting(SymbolTask):
    """Counting: count upwards from a given number, one step at a time (one-to-many).

    The first step shows a number from 0 to ``numbers`` - 1, drawn uniformly; ``length`` blanks
    follow. The answer at the k-th blank is the number plus k, modulo ``numbers``. Guessing gives
    a cross-entropy of ln ``numbers``.

    Example (length 4, numbers 5; _ blank, . not asked):
        input   3 _ _ _ _
        answer  . 4 0 1 2
    """

    readout = "every"
    long_range = True

    numbers: int = Field(default=5, gt=1, description="number of different numbers")

    @property
    def inputs(self) -> int:
        return self.numbers + 1

    @property
    def outputs(self) -> int:
        return self.numbers

    @property
    def steps(self) -> int:
        return 1 + self.length

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        first = torch.randint(self.numbers, (1, batch), generator=generator)
        inputs = torch.full((self.steps, batch), self.numbers)
        inputs[0] = first
        targets = self._counted(first)
        targets[0] = IGNORED
        return Batch(inputs, targets)

    def _counted(self, first: Tensor) -> Tensor:
        """From the first numbers on, (1, B) -> (T, B)."""
        return (first + torch.arange(self.steps)[:, None]) % self.numbers

    def solve(self, batch: Batch) -> Tensor:
        return self.certain(self._counted(batch.inputs[:1]))

    @property
    def baseline(self) -> float:
        return math.log(self.numbers)
