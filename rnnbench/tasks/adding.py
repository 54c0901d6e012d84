"""The adding problem."""

from torch import Generator, Tensor

from rnnbench.tasks import Batch, Split, Task
from rnnbench.tasks._losses import squared_error
from rnnbench.tasks._marked import marked_numbers


class Adding(Task):
    """The adding problem: the sum of the two marked numbers in a sequence.

    Each step shows a number drawn uniformly from [0, 1] and a marker that is 1 at two steps and 0
    elsewhere; one marked step lies in each half. The answer, after the last step, is the sum of
    the two marked numbers. Always answering 1 gives a mean squared error of 1/6, the variance of
    that sum.

    Source: Hochreiter & Schmidhuber, Neural Computation 9 (1997), experiment 4; in the simplified
    form of Le, Jaitly, Hinton, arXiv:1504.00941, section 4.1.

    Example:
        numbers  0.2  0.7  0.1  0.4
        markers  0    1    1    0     -> answer 0.8
    """

    readout = "last"
    long_range = True

    @property
    def inputs(self) -> int:
        return 2

    @property
    def outputs(self) -> int:
        return 1

    @property
    def steps(self) -> int:
        return self.length

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        inputs = marked_numbers(generator, self.length, batch)
        return Batch(inputs, self._sum(inputs))

    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        return squared_error(outputs, targets)

    def solve(self, batch: Batch) -> Tensor:
        return self._sum(batch.inputs)

    @staticmethod
    def _sum(inputs: Tensor) -> Tensor:
        """(T, B, 2) -> (1, B, 1)."""
        return inputs.prod(-1).sum(0)[None, :, None]

    @property
    def baseline(self) -> float:
        return 1 / 6

    @property
    def target(self) -> float:
        return 0.9
