"""Tests on the smallest or the greatest of several means over the same seeds."""

import math

from rnnbench.stats.decisions import ALPHA, Array, Decision, Interval, Region
from rnnbench.stats.paired import interval, p_greater


def least(differences: Array, above: float, alpha: float = ALPHA) -> Decision:
    """Is the smallest of several mean differences greater than a bound?

    All are greater if each is, at the full error rate (intersection-union test; Berger,
    Technometrics 24 (1982)). At least one is not greater at the error rate divided by their number
    (Bonferroni). So the lower limit is the smallest of the means' own lower limits, and the upper
    limit is the smallest of their corrected upper limits.

    Args:
        differences: one row a mean, one column a seed, (k, n), n >= 2.
        above: the bound.
        alpha: one-sided error rate.
    """
    k, n = differences.shape
    own, corrected = ([interval(row, a) for row in differences] for a in (alpha, alpha / k))
    return Decision(
        effect=Interval(
            min(i.estimate for i in own),
            min(i.low for i in own),
            min(i.high for i in corrected),
            1 - 2 * alpha,
        ),
        region=Region(low=above),
        p_holds=max(p_greater(row, above) for row in differences),
        p_fails=min(1.0, k * min(p_greater(-row, -above) for row in differences)),
        n=n,
    )


def greatest(differences: Array, below: float, alpha: float = ALPHA) -> Decision:
    """Is the greatest of several mean differences less than a bound? The mirror of ``least``.

    Args:
        differences: one row a mean, one column a seed, (k, n), n >= 2.
        below: the bound.
        alpha: one-sided error rate.
    """
    mirrored = least(-differences, -below, alpha)
    effect = mirrored.effect
    return Decision(
        effect=Interval(-effect.estimate, -effect.high, -effect.low, effect.level),
        region=Region(-math.inf, below),
        p_holds=mirrored.p_holds,
        p_fails=mirrored.p_fails,
        n=mirrored.n,
    )
