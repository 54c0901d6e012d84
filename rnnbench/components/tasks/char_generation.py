"""Generating text that repeats a pattern."""

import math

import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.tasks import Batch
from rnnbench.components.tasks._classes import SymbolTask
from rnnbench.components.tasks._generation import Generation


class CharGeneration(Generation, SymbolTask):
    """Character generation: go on repeating a pattern of symbols that was given once.

    The pattern is ``period`` symbols, each drawn uniformly from ``alphabet``; the text repeats it.
    The net reads a symbol and answers the next one. The first pattern is the prompt, which nothing
    tells; the ``length`` symbols after it count. Who knows the present symbol alone guesses the
    next: a cross-entropy of ln ``alphabet``.

    Example (period 3, length 4; . not asked):
        input   b a d b a d
        answer  . . b a d b
    """

    period: int = Field(default=4, ge=2, description="number of symbols in the pattern")
    alphabet: int = Field(default=4, ge=2, description="number of different symbols")

    @property
    def inputs(self) -> int:
        return self.alphabet

    @property
    def outputs(self) -> int:
        return self.alphabet

    @property
    def prompt(self) -> int:
        return self.period

    def sequence(self, generator: Generator, batch: int) -> Tensor:
        pattern = torch.randint(self.alphabet, (self.period, batch), generator=generator)
        return pattern[torch.arange(self.steps + 1) % self.period]

    def feedback(self, outputs: Tensor) -> Tensor:
        return outputs.argmax(-1)

    def solve(self, batch: Batch) -> Tensor:
        following = torch.arange(1, self.steps + 1) % self.period
        return self.certain(batch.inputs[: self.period][following])

    @property
    def baseline(self) -> float:
        return math.log(self.alphabet)
