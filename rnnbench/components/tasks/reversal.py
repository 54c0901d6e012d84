"""Reversing a sequence."""

import math
from typing import Self

import torch
from pydantic import Field, model_validator
from torch import Generator, Tensor

from rnnbench.components.tasks import IGNORED, Batch, Split
from rnnbench.components.tasks._decoding import DecodingTask


class Reversal(DecodingTask):
    """Reversal: output the letters among blanks in reverse order, then an end symbol.

    The sequence has ``length`` steps. One to ``string`` letters (uniform) stand at random
    positions; all other steps are blank. Each letter is drawn uniformly from ``alphabet``. The
    length of the answer is thus independent of the input's, and its positions are independent of
    the letters' positions.

    The baseline is a guess: ln ``alphabet`` per letter, and ln ``string`` per example for the
    position of the end. An example has (``string`` + 1) / 2 letters on average and one end; the
    total is divided by the number of answers that count.

    Source: sequence reversal, Grefenstette et al., NIPS 2015, arXiv:1506.02516, section 4.1; there
    without blanks.

    Example (length 6, string 3; _ blank, $ end, . not asked):
        input   _ a _ _ b _
        answer  b a $ .
    """

    long_range = True

    string: int = Field(default=3, gt=0, description="largest number of letters")
    alphabet: int = Field(default=4, gt=1, description="number of different letters")

    @model_validator(mode="after")
    def _letters_fit(self) -> Self:
        if self.string > self.length:
            raise ValueError(f"string: at most the length ({self.length})")
        return self

    @property
    def inputs(self) -> int:
        return self.alphabet + 1

    @property
    def blank(self) -> int:
        """The blank among inputs; letters are 0 ... alphabet - 1."""
        return self.alphabet

    @property
    def outputs(self) -> int:
        return self.alphabet + 1

    @property
    def steps(self) -> int:
        return self.length

    @property
    def answers(self) -> int:
        return self.string + 1

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        count = torch.randint(1, self.string + 1, (1, batch), generator=generator)
        place = torch.rand(self.length, batch, generator=generator).argsort(0).argsort(0)
        letters = torch.randint(self.alphabet, (self.length, batch), generator=generator)
        shown = place < count
        inputs = torch.where(shown, letters, self.blank)
        from_behind = shown.flip(0).cumsum(0).flip(0) - 1
        nowhere = self.answers  # a row for the blanks, to be cut off
        targets = torch.full((self.answers + 1, batch), IGNORED)
        targets.scatter_(0, torch.where(shown, from_behind, nowhere), letters)
        targets.scatter_(0, count, self.end)
        return self.written(inputs, targets[: self.answers])

    def solve(self, batch: Batch) -> Tensor:
        answers = []
        for example in batch.inputs.T.tolist():
            letters = [symbol for symbol in reversed(example) if symbol != self.blank]
            answers.append(letters + [self.end] * (self.answers - len(letters)))
        return self.certain(torch.tensor(answers).T)

    @property
    def baseline(self) -> float:
        letters = (self.string + 1) / 2
        chance = letters * math.log(self.alphabet) + math.log(self.string)
        return chance / (letters + 1)
