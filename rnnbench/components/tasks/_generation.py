"""Tasks that continue a sequence determined by its beginning."""

from abc import abstractmethod

from torch import Generator, Tensor

from rnnbench.components.tasks import IGNORED, Batch, Split, Task


class Generation(Task):
    """Base of tasks that continue a sequence after a prompt.

    The first ``prompt`` values determine the ``length`` values after them, all of which count. In
    training the network reads the true values.
    """

    readout = "every"
    long_range = False
    predicts_input = True

    @property
    @abstractmethod
    def prompt(self) -> int: ...

    @property
    def steps(self) -> int:
        return self.prompt + self.length - 1

    @abstractmethod
    def sequence(self, generator: Generator, batch: int) -> Tensor:
        """What is read and predicted, (T + 1, B, ...)."""

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        sequence = self.sequence(generator, batch)
        inputs, targets = sequence[:-1], sequence[1:].clone()
        targets[: self.prompt - 1] = IGNORED
        return Batch(inputs, targets)
