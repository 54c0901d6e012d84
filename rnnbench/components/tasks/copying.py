"""The copying problem."""

import math
from typing import Self

import torch
from pydantic import Field, model_validator
from torch import Generator, Tensor

from rnnbench.components.tasks._strings import StringTask


class Copying(StringTask):
    """The copying problem: repeat a string of symbols after a long gap.

    The input is ``string`` symbols, ``length - 1`` blanks, a start signal, and ``string`` blanks.
    The answer is blank at every step except the last ``string``, which repeat the symbols.
    Without memory the best answer is blank, then a uniform guess: a cross-entropy of ``string`` ·
    ln ``alphabet`` / steps.

    With ``shortest``, each example's gap is drawn uniformly from ``shortest`` to ``length`` steps.
    Blanks pad all examples to the same number of steps. Counting then no longer reveals the
    start, but the signal does; the baseline is unchanged.

    Source: Hochreiter & Schmidhuber (1997); in this form Arjovsky, Shah, Bengio, ICML 2016,
    arXiv:1511.06464, section 5.1 (``string`` 10, ``alphabet`` 8). A variable gap: Henaff, Szlam,
    LeCun, ICML 2016, arXiv:1602.06662.

    Example (length 3, string 2; _ blank, ! signal):
        input   b a _ _ ! _ _
        answer  _ _ _ _ _ b a

    Example (length 3, shortest 1, string 2; a gap of 2):
        input   b a _ ! _ _ _
        answer  _ _ _ _ b a _
    """

    string: int = Field(default=10, gt=0, description="number of symbols to remember")
    alphabet: int = Field(default=8, gt=1, description="number of different symbols")
    shortest: int | None = Field(
        default=None,
        gt=0,
        description="shortest gap, if each example's is drawn from there to `length`; null: all "
        "are `length`",
    )

    @model_validator(mode="after")
    def _gap_exists(self) -> Self:
        if self.shortest is not None and self.shortest > self.length:
            raise ValueError(f"shortest: at most the length ({self.length})")
        return self

    @property
    def outputs(self) -> int:
        return self.alphabet + 1

    @property
    def elsewhere(self) -> int:
        return self.blank

    def gaps(self, generator: Generator, batch: int) -> Tensor:
        if self.shortest is None:
            return super().gaps(generator, batch)
        return torch.randint(self.shortest, self.length + 1, (batch,), generator=generator)

    @property
    def baseline(self) -> float:
        return self.string * math.log(self.alphabet) / self.steps
