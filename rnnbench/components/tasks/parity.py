"""The parity problem."""

import math

import torch
from torch import Generator, Tensor

from rnnbench.components.tasks import Batch, Split
from rnnbench.components.tasks._classes import SymbolTask


class Parity(SymbolTask):
    """Parity: decide whether a sequence of fair bits has an odd number of ones.

    The answer, after the last step, depends equally on every bit; without any single bit, the
    others carry no information. Guessing gives a cross-entropy of ln 2. A state of one bit
    suffices to solve it.

    Source: Hochreiter & Schmidhuber, "LSTM can solve hard long time lag problems", NIPS 1996,
    where random weight guessing solves it; Bengio, Simard, Frasconi, IEEE TNN 5 (1994).

    Example:
        input   1 0 1 1     -> answer 1 (odd)
    """

    readout = "last"
    long_range = True

    @property
    def inputs(self) -> int:
        return 2

    @property
    def outputs(self) -> int:
        return 2

    @property
    def steps(self) -> int:
        return self.length

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        inputs = torch.randint(2, (self.length, batch), generator=generator)
        return Batch(inputs, inputs.sum(0, keepdim=True) % 2)

    def solve(self, batch: Batch) -> Tensor:
        odd = torch.zeros_like(batch.inputs[0])
        for bit in batch.inputs:
            odd = odd ^ bit
        return self.certain(odd[None])

    @property
    def baseline(self) -> float:
        return math.log(2)
