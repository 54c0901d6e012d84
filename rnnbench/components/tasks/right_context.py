"""Words whose sense depends on later input."""

import math

import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.tasks import IGNORED, Batch, Split
from rnnbench.components.tasks._classes import SymbolTask

SENSES = 2


class RightContext(SymbolTask):
    """Right context: each word has two senses, and the next marker selects one.

    The sequence has ``length`` words, drawn uniformly, and two markers of kind 0 or 1: one at a
    random position, one at the end. The answer at each word is its sense, 2 · word + kind of the
    next marker, up to ``length`` steps later. Markers have no answer. The past carries no
    information about later markers. A forward network can therefore only guess between two
    senses, a cross-entropy of ln 2, whatever its memory. A bidirectional one needs to remember
    one bit.

    Source: lectures' example, "Teddy bears are on sale" against "Teddy Roosevelt was a president".

    Example (length 3, words a and b with classes a0 a1 b0 b1; markers 0 and 1; . not asked):
        input   b  1 a  b  0
        answer  b1 . a0 b0 .
    """

    readout = "every"
    long_range = True

    words: int = Field(default=4, gt=0, description="number of different words")

    @property
    def inputs(self) -> int:
        return self.words + SENSES

    @property
    def outputs(self) -> int:
        return self.words * SENSES

    @property
    def steps(self) -> int:
        return self.length + 2

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        inputs = torch.randint(self.words, (self.steps, batch), generator=generator)
        place = torch.randint(self.steps - 1, (1, batch), generator=generator)
        first, last = torch.randint(SENSES, (2, 1, batch), generator=generator)
        sense = torch.where(torch.arange(self.steps)[:, None] < place, first, last)  # (T, B)
        targets = SENSES * inputs + sense
        for where, marker in ((place, first), (torch.full_like(place, self.steps - 1), last)):
            inputs.scatter_(0, where, self.words + marker)
            targets.scatter_(0, where, IGNORED)
        return Batch(inputs, targets)

    def solve(self, batch: Batch) -> Tensor:
        answers = []
        sense = torch.zeros_like(batch.inputs[0])
        for symbol in batch.inputs.flip(0):
            sense = torch.where(symbol >= self.words, symbol - self.words, sense)
            answers.append((SENSES * symbol + sense).clamp(max=self.outputs - 1))
        return self.certain(torch.stack(answers).flip(0))

    @property
    def baseline(self) -> float:
        return math.log(SENSES)
