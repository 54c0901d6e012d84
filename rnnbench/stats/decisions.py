"""Decisions: an interval against a region that was declared beforehand."""

from dataclasses import dataclass
from math import inf
from typing import Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Verdict = Literal["holds", "does not hold", "undecided"]

ALPHA = 0.025
"""One-sided error rate of every test."""
LEVEL = 1 - 2 * ALPHA
"""Level of the intervals of tests with that error rate."""


@dataclass(frozen=True)
class Interval:
    """An estimate with its confidence limits."""

    estimate: float
    low: float
    high: float
    level: float = LEVEL


@dataclass(frozen=True)
class Region:
    """The effects that the claim predicts: those strictly between ``low`` and ``high``."""

    low: float = -inf
    high: float = inf

    def holds(self, interval: Interval) -> bool:
        """Whether the whole interval lies in the region."""
        return self.low < interval.low and interval.high < self.high

    def excludes(self, interval: Interval) -> bool:
        """Whether the whole interval lies outside, on one side."""
        return interval.high < self.low or self.high < interval.low


@dataclass(frozen=True)
class Decision:
    """The result of a test.

    Attributes:
        effect: the estimate and its interval.
        region: the effects that the claim predicts.
        p_holds: p-value against "the effect lies outside the region".
        p_fails: p-value against "the effect lies inside the region".
        n: units of replication (seeds).
        detectable: smallest distance from the region's border that is detected with power 0.8;
            None if the test has no power formula.
        needed: units that decide with power 0.8 at the observed effect; None if the test has no
            power formula, or if it needs more than ``power.MOST`` of them.
    """

    effect: Interval
    region: Region
    p_holds: float
    p_fails: float
    n: int
    detectable: float | None = None
    needed: int | None = None

    @property
    def verdict(self) -> Verdict:
        """Whether the interval lies in the region, outside, or across its border.

        The p-value has to agree: with two borders it is the more conservative of the two.
        """
        alpha = (1 - self.effect.level) / 2
        if self.region.holds(self.effect) and self.p_holds <= alpha:
            return "holds"
        if self.region.excludes(self.effect) and self.p_fails <= alpha:
            return "does not hold"
        return "undecided"

    @property
    def p(self) -> float:
        """The p-value of the nearer verdict; only one of the two verdicts can be an error."""
        return min(self.p_holds, self.p_fails)
