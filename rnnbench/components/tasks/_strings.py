"""Tasks that repeat a string of symbols after a gap."""

from abc import abstractmethod

import torch
from torch import Generator, Tensor

from rnnbench.components.tasks import Batch, Split
from rnnbench.components.tasks._classes import SymbolTask


class StringTask(SymbolTask):
    """Base of tasks that show a string, blanks and a signal, and ask for the string.

    A gap of g steps is g - 1 blanks and the signal. The string is to be repeated after it.
    """

    readout = "every"
    long_range = True

    string: int
    alphabet: int

    @property
    def inputs(self) -> int:
        return self.alphabet + 2

    @property
    def steps(self) -> int:
        return self.length + 2 * self.string

    @property
    def blank(self) -> int:
        """The blank; symbols are 0 ... alphabet - 1."""
        return self.alphabet

    @property
    def signal(self) -> int:
        """The signal to start repeating."""
        return self.alphabet + 1

    @property
    @abstractmethod
    def elsewhere(self) -> int:
        """Target of the steps that do not repeat the string."""

    def gaps(self, generator: Generator, batch: int) -> Tensor:
        """Length of each example's gap, (B,)."""
        return torch.full((batch,), self.length)

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        string = torch.randint(self.alphabet, (self.string, batch), generator=generator)
        signalled = self.string + self.gaps(generator, batch)[None] - 1  # (1, B)
        inputs = torch.full((self.steps, batch), self.blank)
        inputs[: self.string] = string
        inputs.scatter_(0, signalled, self.signal)
        targets = torch.full_like(inputs, self.elsewhere)
        targets.scatter_(0, self._repeating(signalled), string)
        return Batch(inputs, targets)

    def solve(self, batch: Batch) -> Tensor:
        signalled = (batch.inputs == self.signal).int().argmax(0, keepdim=True)
        # The last class is the blank, where the blank is an answer.
        answer = torch.full_like(batch.inputs, self.outputs - 1)
        answer.scatter_(0, self._repeating(signalled), batch.inputs[: self.string])
        return self.certain(answer)

    def _repeating(self, signalled: Tensor) -> Tensor:
        """Steps that repeat the string: (1, B) -> (string, B)."""
        return signalled + 1 + torch.arange(self.string)[:, None]
