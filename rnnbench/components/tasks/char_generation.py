"""Generating text that repeats a pattern."""

import math

import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.tasks import Batch
from rnnbench.components.tasks._classes import SymbolTask
from rnnbench.components.tasks._generation import Generation


class CharGeneration(Generation, SymbolTask):
    """Character generation: continue a repeating pattern of symbols.

    The pattern has ``period`` symbols, each drawn uniformly from ``alphabet``; the text repeats
    it. The network reads a symbol and predicts the next one. The first period is the prompt,
    which is unpredictable; the ``length`` symbols after it count. Given only the current symbol,
    the next is a guess with a cross-entropy of ln ``alphabet``.

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
