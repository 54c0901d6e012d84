"""The temporal order problem."""

import math

import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.tasks import Batch, Split
from rnnbench.components.tasks._classes import SymbolTask

DISTRACTORS = 4
SIGNALS = 2


class TemporalOrder(SymbolTask):
    """The temporal order problem: report the order of the signals.

    The input is a sequence of distractors a, b, c, d, drawn uniformly. It is divided into
    ``signals`` equal parts, and in each, one random step is replaced by a signal, X or Y. The
    answer, after the last step, is one of 2^``signals`` classes, one per order. Guessing gives a
    cross-entropy of ``signals`` · ln 2.

    Source: Hochreiter & Schmidhuber, Neural Computation 9 (1997), experiments 6a (two signals)
    and 6b (three), without their symbols for start and end.

    Example (length 8, two signals):
        input   a X d b | c a Y b     -> answer XY, the class 01 in binary
    """

    readout = "last"
    long_range = True

    signals: int = Field(default=2, gt=0, le=3, description="number of signals, 1 to 3")

    @property
    def inputs(self) -> int:
        return DISTRACTORS + SIGNALS

    @property
    def outputs(self) -> int:
        orders: int = SIGNALS**self.signals
        return orders

    @property
    def steps(self) -> int:
        return max(self.length, self.signals)

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        inputs = torch.randint(DISTRACTORS, (self.steps, batch), generator=generator)
        answer = torch.zeros(1, batch, dtype=torch.int64)
        for part in range(self.signals):
            start, end = (self.steps * i // self.signals for i in (part, part + 1))
            place = torch.randint(start, end, (1, batch), generator=generator)
            signal = torch.randint(SIGNALS, (1, batch), generator=generator)
            inputs.scatter_(0, place, DISTRACTORS + signal)
            answer = SIGNALS * answer + signal
        return Batch(inputs, answer)

    def solve(self, batch: Batch) -> Tensor:
        answer = torch.zeros_like(batch.inputs[0])
        for symbols in batch.inputs:
            heard = SIGNALS * answer + symbols - DISTRACTORS
            answer = torch.where(symbols >= DISTRACTORS, heard, answer)
        return self.certain(answer[None])

    @property
    def baseline(self) -> float:
        return self.signals * math.log(SIGNALS)
