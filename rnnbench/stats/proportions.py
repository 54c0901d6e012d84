"""Paired success proportions."""

import math

import numpy as np
import numpy.typing as npt
from scipy import special
from statsmodels.stats.proportion import proportion_confint

from rnnbench.stats import student
from rnnbench.stats.decisions import ALPHA, Decision, Interval, Region


def succeeds(a: npt.NDArray[np.bool_], b: npt.NDArray[np.bool_], alpha: float = ALPHA) -> Decision:
    """Does A succeed more often than B? Paired by seed, averaged over strata.

    The effect is the difference of success proportions, averaged over strata. Its limits are the
    averages of the strata's own limits, which is conservative for any dependence between strata.
    The p-values are those of the exact sign-flip test on the seeds' mean differences; with one
    stratum that is McNemar's exact test.

    Args:
        a: successes of A, (strata, n).
        b: successes of B, the same strata and seeds.
        alpha: one-sided error rate.
    """
    strata = [newcombe(*pair, alpha) for pair in zip(a, b, strict=True)]
    estimate, low, high = (
        float(np.mean([getattr(s, part) for s in strata])) for part in ("estimate", "low", "high")
    )
    differences = a.sum(0, dtype=np.int64) - b.sum(0, dtype=np.int64)
    return Decision(
        effect=Interval(estimate, low, high, 1 - 2 * alpha),
        region=Region(low=0.0),
        p_holds=sign_flip(differences),
        p_fails=sign_flip(-differences),
        n=a.shape[1],
    )


def newcombe(a: npt.NDArray[np.bool_], b: npt.NDArray[np.bool_], alpha: float = ALPHA) -> Interval:
    """Interval for the difference of paired proportions, from Wilson's score intervals.

    Source: Newcombe, Statistics in Medicine 17 (1998) 2635, method 10, with a quantile of t instead
    of the normal distribution's, with which the interval undercovers at n = 10.

    Args:
        a: successes of A, (n,).
        b: successes of B, paired with them.
        alpha: one-sided error rate of either limit.
    """
    n = len(a)
    both, neither = int((a & b).sum()), int((~a & ~b).sum())
    only_a, only_b = int((a & ~b).sum()), int((~a & b).sum())
    rate_a, rate_b = float(a.mean()), float(b.mean())
    low_a, high_a = _wilson(int(a.sum()), n, alpha)
    low_b, high_b = _wilson(int(b.sum()), n, alpha)
    margins = (both + only_a) * (only_b + neither) * (both + only_b) * (only_a + neither)
    product = both * neither - only_a * only_b
    corrected = product if product < 0 else max(0.0, product - n / 2)
    correlation = corrected / math.sqrt(margins) if margins else 0.0
    difference = rate_a - rate_b

    def reach(towards_a: float, towards_b: float) -> float:
        squares = towards_a**2 + towards_b**2 - 2 * correlation * towards_a * towards_b
        return math.sqrt(max(0.0, squares))

    return Interval(
        difference,
        difference - reach(rate_a - low_a, high_b - rate_b),
        difference + reach(high_a - rate_a, rate_b - low_b),
        1 - 2 * alpha,
    )


def sign_flip(differences: npt.NDArray[np.int64]) -> float:
    """One-sided p-value for "the differences are greater than 0", by flipping their signs.

    The null hypothesis is that A and B are exchangeable within each seed. The distribution of the
    sum of ±d over all 2ⁿ choices of signs is exact, by convolution.

    Args:
        differences: whole numbers, one a seed, (n,).
    """
    total = int(np.abs(differences).sum())
    chances = np.zeros(2 * total + 1)  # of the sums -total ... total
    chances[total] = 1.0
    for size in np.abs(differences[differences != 0]):
        chances = (np.roll(chances, size) + np.roll(chances, -size)) / 2
    return float(min(1.0, chances[total + int(differences.sum()) :].sum()))


def _wilson(successes: int, n: int, alpha: float) -> tuple[float, float]:
    if n < 3:
        return 0.0, 1.0
    tail = float(special.ndtr(-student.quantile(1 - alpha, n)))
    low, high = proportion_confint(successes, n, 2 * tail, method="wilson")
    return float(low), float(high)
