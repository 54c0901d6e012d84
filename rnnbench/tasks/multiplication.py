"""The multiplication problem."""

from torch import Generator, Tensor

from rnnbench.tasks import Batch, Split, Task
from rnnbench.tasks._losses import squared_error
from rnnbench.tasks._marked import marked_numbers


class Multiplication(Task):
    """The multiplication problem: the product of the two marked numbers in a sequence.

    As the adding problem, with a product, which no linear unit can simply gather up. Always
    answering 1/4 gives a mean squared error of 7/144, the variance of a product of two numbers
    uniform on [0, 1].

    Source: Hochreiter & Schmidhuber, Neural Computation 9 (1997), experiment 5; markers as in
    Le, Jaitly, Hinton, arXiv:1504.00941, section 4.1.

    Example:
        numbers  0.2  0.7  0.1  0.4
        markers  0    1    1    0     -> answer 0.07
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
        return Batch(inputs, self._product(inputs))

    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        return squared_error(outputs, targets)

    def solve(self, batch: Batch) -> Tensor:
        return self._product(batch.inputs)

    @staticmethod
    def _product(inputs: Tensor) -> Tensor:
        """(T, B, 2) -> (1, B, 1)."""
        numbers, markers = inputs.unbind(-1)
        return numbers.where(markers > 0, 1.0).prod(0)[None, :, None]

    @property
    def baseline(self) -> float:
        return 7 / 144

    @property
    def target(self) -> float:
        return 0.9
