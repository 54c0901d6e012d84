"""The adding problem."""

from torch import Tensor

from rnnbench.components.tasks._marked import MarkedNumbers


class Adding(MarkedNumbers):
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

    @staticmethod
    def _answer(inputs: Tensor) -> Tensor:
        return inputs.prod(-1).sum(0)[None, :, None]

    @property
    def baseline(self) -> float:
        return 1 / 6
