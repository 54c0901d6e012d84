"""The random permutation problem."""

import math

import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.tasks import Batch, Split
from rnnbench.components.tasks._classes import SymbolTask

CLASSES = 2


class RandomPermutation(SymbolTask):
    """The random permutation problem: recall the first symbol at the end of the sequence.

    The first symbol is 0 or 1; ``length`` steps of other symbols follow, each drawn uniformly from
    2 to ``alphabet`` - 1. The answer, after the last step, is the first symbol. Guessing gives a
    cross-entropy of ln 2.

    Source: Hochreiter & Schmidhuber, Neural Computation 9 (1997), experiments 2b and 2c (no local
    regularities); under this name Martens & Sutskever, ICML 2011. Both also ask for the
    unpredictable symbols in between.

    Example (length 4, alphabet 9):
        input   1 7 3 8 3     -> answer 1
    """

    readout = "last"
    long_range = True

    alphabet: int = Field(default=100, gt=2, description="number of different symbols")

    @property
    def inputs(self) -> int:
        return self.alphabet

    @property
    def outputs(self) -> int:
        return CLASSES

    @property
    def steps(self) -> int:
        return 1 + self.length

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        first = torch.randint(CLASSES, (1, batch), generator=generator)
        others = torch.randint(CLASSES, self.alphabet, (self.length, batch), generator=generator)
        return Batch(torch.cat([first, others]), first)

    def solve(self, batch: Batch) -> Tensor:
        return self.certain(batch.inputs[:1])

    @property
    def baseline(self) -> float:
        return math.log(CLASSES)
