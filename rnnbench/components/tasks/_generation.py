"""Tasks that continue a sequence of which the beginning tells all the rest."""

from abc import abstractmethod

from torch import Generator, Tensor

from rnnbench.components.tasks import IGNORED, Batch, Split, Task


class Generation(Task):
    """Base of tasks that predict the next value of a sequence, given its first ``prompt`` ones.

    After the prompt nothing is left to chance: ``length`` values, each of which counts, follow
    from it, and in training the net reads the true ones.
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
