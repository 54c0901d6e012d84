"""The latch problem."""

import math

import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.tasks import Batch, Split
from rnnbench.components.tasks._classes import ClassTask

CLASSES = 2


class Latch(ClassTask):
    """The latch problem: remember which of two signals preceded a stretch of noise.

    The first ``signal`` inputs are all +1 (class 1) or all -1 (class 0). Then follow ``length``
    steps of Gaussian noise with mean 0 and variance ``variance``. The answer, after the last
    step, is the class. Guessing gives a cross-entropy of ln 2. Two attractors that resist noise
    of this size suffice to solve it.

    Source: Bengio, Simard, Frasconi, IEEE TNN 5 (1994), section III (the minimal task) and the
    latch problem of the experiments. Simplified: there, the first inputs are learnt with the
    weights, and the answer is one number, ±0.8. Here they are given, as in the second variant of
    Hochreiter & Schmidhuber, "LSTM can solve hard long time lag problems", NIPS 1996, and the
    answer is a class.

    Example (length 4, signal 2):
        input   -1 -1 0.3 -0.2 0.5 0.1     -> class 0
    """

    readout = "last"
    long_range = True

    signal: int = Field(default=3, gt=0, description="number of initial steps with the signal")
    variance: float = Field(
        default=0.2, ge=0, allow_inf_nan=False, description="variance of the noise"
    )

    @property
    def inputs(self) -> int:
        return 1

    @property
    def outputs(self) -> int:
        return CLASSES

    @property
    def steps(self) -> int:
        return self.signal + self.length

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        classes = torch.randint(CLASSES, (1, batch), generator=generator)
        inputs = torch.randn(self.steps, batch, generator=generator) * math.sqrt(self.variance)
        inputs[: self.signal] = 2.0 * classes - 1
        return Batch(inputs[..., None], classes)

    def solve(self, batch: Batch) -> Tensor:
        return self.certain((batch.inputs[:1, :, 0] > 0).long())

    @property
    def baseline(self) -> float:
        return math.log(CLASSES)
