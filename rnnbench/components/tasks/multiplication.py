"""The multiplication problem."""

from torch import Tensor

from rnnbench.components.tasks._marked import MarkedNumbers


class Multiplication(MarkedNumbers):
    """The multiplication problem: the product of the two marked numbers in a sequence.

    The input is that of the adding problem; a product cannot be accumulated by a linear unit.
    Always answering 1/4 gives a mean squared error of 7/144, the variance of a product of two
    numbers uniform on [0, 1].

    Source: Hochreiter & Schmidhuber, Neural Computation 9 (1997), experiment 5; markers as in
    Le, Jaitly, Hinton, arXiv:1504.00941, section 4.1.

    Example:
        numbers  0.2  0.7  0.1  0.4
        markers  0    1    1    0     -> answer 0.07
    """

    @staticmethod
    def _answer(inputs: Tensor) -> Tensor:
        numbers, markers = inputs.unbind(-1)
        return numbers.where(markers > 0, 1.0).prod(0)[None, :, None]

    @property
    def baseline(self) -> float:
        return 7 / 144
