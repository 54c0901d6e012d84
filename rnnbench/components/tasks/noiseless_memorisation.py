"""Noiseless memorisation: the 5-bit and the 20-bit problem."""

import math

from pydantic import Field

from rnnbench.components.tasks import IGNORED
from rnnbench.components.tasks._strings import StringTask


class NoiselessMemorisation(StringTask):
    """Noiseless memorisation: recall a few bits after an empty gap.

    The input is that of the copying problem: a string, ``length - 1`` blanks, a signal, blanks.
    There are two differences. The strings are short: the defaults are the 5-bit problem, five
    symbols of two kinds; ten symbols of five kinds are the 20-bit problem (5^10 > 2^20 strings).
    And only the recalled symbols count, not the blanks in between, which make up most of the loss
    of copying at long gaps. The loss and its baseline, a uniform guess of ln ``alphabet``, are
    therefore the same at every length.

    Source: Martens & Sutskever, ICML 2011, section 4 (noiseless memorization); Jaeger, Jacobs
    University technical report 27 (2012), tasks "5-bit" and "20-bit". Both also ask for the blanks.

    Example (length 3, string 2; _ blank, ! signal, . not asked):
        input   1 0 _ _ ! _ _
        answer  . . . . . 1 0
    """

    string: int = Field(default=5, gt=0, description="number of symbols to remember")
    alphabet: int = Field(default=2, gt=1, description="number of different symbols")

    @property
    def outputs(self) -> int:
        return self.alphabet

    @property
    def elsewhere(self) -> int:
        return IGNORED

    @property
    def baseline(self) -> float:
        return math.log(self.alphabet)
