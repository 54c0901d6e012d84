"""Paired success proportions."""

import math

import numpy as np
import numpy.typing as npt
from scipy import stats

from rnnbench.stats.decisions import ALPHA, Array, Decision, Interval, Region

EXACT_UP_TO = 16
"""Seeds up to which the sign-flip test enumerates all flips; above, it draws ``FLIPS`` of them."""
FLIPS = 100_000


def succeeds(
    a: npt.NDArray[np.bool_], b: npt.NDArray[np.bool_], *, alpha: float = ALPHA
) -> Decision:
    """Does A succeed more often than B? Paired by seed, averaged over strata.

    The effect is the difference of success proportions, averaged over strata. Its limits are the
    averages of the strata's own limits, which is conservative however the strata hang together.
    The p-values are of the exact sign-flip test on the seeds' mean differences; with one stratum
    that is McNemar's exact test.

    Args:
        a: successes of A, (strata, n).
        b: successes of B, the same strata and seeds.
        alpha: one-sided error rate.
    """
    strata = [newcombe(*pair, alpha=alpha) for pair in zip(a, b, strict=True)]
    effect = Interval(
        estimate=float(np.mean([s.estimate for s in strata])),
        low=float(np.mean([s.low for s in strata])),
        high=float(np.mean([s.high for s in strata])),
        level=1 - 2 * alpha,
    )
    differences = (a.astype(float) - b.astype(float)).mean(0)
    return Decision(
        effect=effect,
        region=Region(low=0.0),
        p_supported=sign_flip(differences),
        p_refuted=sign_flip(-differences),
        n=a.shape[1],
    )


def newcombe(
    a: npt.NDArray[np.bool_], b: npt.NDArray[np.bool_], *, alpha: float = ALPHA
) -> Interval:
    """Interval for the difference of paired proportions, from Wilson's score intervals.

    Source: Newcombe, Statistics in Medicine 17 (1998) 2635, method 10.

    Args:
        a: successes of A, (n,).
        b: successes of B, paired with them.
        alpha: one-sided error rate.
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


def sign_flip(differences: Array) -> float:
    """One-sided p-value for "the differences are greater than 0", flipping their signs.

    Exact under the null hypothesis that A and B are exchangeable within each seed. Above
    ``EXACT_UP_TO`` seeds the flips are drawn, with a fixed seed, and the one observed counts as
    one of them (Phipson & Smyth, 2010).
    """
    n = len(differences)
    if n <= EXACT_UP_TO:
        signs = 1 - 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
        observed_too = 0
    else:
        draws = np.random.default_rng(0).integers(0, 2, size=(FLIPS, n), dtype=np.int8)
        signs = 1 - 2 * draws
        observed_too = 1
    means = signs @ differences / n
    as_great = int((means >= differences.mean() - 1e-12).sum())
    return (as_great + observed_too) / (len(signs) + observed_too)


def _wilson(successes: int, n: int, alpha: float) -> tuple[float, float]:
    interval = stats.binomtest(successes, n).proportion_ci(1 - 2 * alpha, method="wilson")
    return float(interval.low), float(interval.high)
