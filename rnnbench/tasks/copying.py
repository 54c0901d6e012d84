"""The copying problem."""

import math

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.tasks import Batch, Split
from rnnbench.tasks._classes import SymbolTask


class Copying(SymbolTask):
    """The copying problem: repeat a string of symbols after a long gap.

    The input is a string of ``string`` symbols, ``length - 1`` blanks, one signal to start, and
    ``string`` blanks; the answer is blank at every step but the last ``string``, which repeat the
    string. Without memory the best answer is blank and then a uniform guess: a cross-entropy of
    ``string`` · ln ``alphabet`` / steps.

    Source: Hochreiter & Schmidhuber (1997); in this form Arjovsky, Shah, Bengio, ICML 2016,
    arXiv:1511.06464, section 5.1 (``string`` 10, ``alphabet`` 8).

    Example (length 3, string 2; _ blank, ! signal):
        input   b a _ _ ! _ _
        answer  _ _ _ _ _ b a
    """

    readout = "every"
    long_range = True

    string: int = Field(default=10, gt=0, description="number of symbols to remember")
    alphabet: int = Field(default=8, gt=1, description="number of different symbols")

    @property
    def inputs(self) -> int:
        return self.alphabet + 2

    @property
    def outputs(self) -> int:
        return self.alphabet + 1

    @property
    def steps(self) -> int:
        return self.length + 2 * self.string

    @property
    def blank(self) -> int:
        """The blank, also as an answer; symbols are 0 ... alphabet - 1."""
        return self.alphabet

    @property
    def signal(self) -> int:
        """The signal to start repeating."""
        return self.alphabet + 1

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        string = torch.randint(self.alphabet, (self.string, batch), generator=generator)
        inputs = torch.full((self.steps, batch), self.blank)
        inputs[: self.string] = string
        inputs[self.string + self.length - 1] = self.signal
        targets = torch.full_like(inputs, self.blank)
        targets[-self.string :] = string
        return Batch(inputs, targets)

    def solve(self, batch: Batch) -> Tensor:
        answer = torch.full_like(batch.inputs, self.blank)
        answer[-self.string :] = batch.inputs[: self.string]
        return F.one_hot(answer, self.outputs) * 100.0

    @property
    def baseline(self) -> float:
        return self.string * math.log(self.alphabet) / self.steps
