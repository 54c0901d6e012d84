"""Tests on the mean of values or paired differences, one a seed."""

import math

from rnnbench.stats import student
from rnnbench.stats.decisions import ALPHA, Array, Decision, Interval, Region
from rnnbench.stats.power import detectable, needed


def superior(differences: Array, margin: float, alpha: float = ALPHA) -> Decision:
    """Is the mean difference greater than the margin?

    Args:
        differences: A - B, one a seed, (n,), n >= 2.
        margin: smallest difference that matters, >= 0.
        alpha: one-sided error rate.
    """
    return within(differences, margin, math.inf, alpha)


def equivalent(differences: Array, margin: float, alpha: float = ALPHA) -> Decision:
    """Is the mean difference within ±margin? Two one-sided tests.

    Source: Schuirmann, J. Pharmacokinetics and Biopharmaceutics 15 (1987).

    Args:
        differences: A - B, one a seed, (n,), n >= 2.
        margin: largest difference that does not matter, > 0.
        alpha: one-sided error rate.
    """
    return within(differences, -margin, margin, alpha)


def within(values: Array, low: float, high: float, alpha: float = ALPHA) -> Decision:
    """Does the mean lie between two bounds? One one-sided t test for each bound.

    It does if both tests say so. It does not if either says so; with two bounds that p-value is
    doubled (Bonferroni).

    Args:
        values: one a seed, (n,), n >= 2.
        low: the lower bound; may be infinite.
        high: the upper bound; may be infinite.
        alpha: one-sided error rate.
    """
    effect, n = interval(values, alpha), len(values)
    spread = student.standard_error(values) * math.sqrt(n)
    borders = [border for border in (low, high) if math.isfinite(border)]
    return Decision(
        effect=effect,
        region=Region(low, high),
        p_holds=max(p_greater(values, low), p_greater(-values, -high)),
        p_fails=min(1.0, len(borders) * min(p_greater(-values, -low), p_greater(values, high))),
        n=n,
        detectable=detectable(spread, n, alpha),
        needed=needed(spread, min(abs(effect.estimate - b) for b in borders), alpha),
    )


def interval(values: Array, alpha: float = ALPHA) -> Interval:
    """Confidence interval of a mean; a point if all values are equal.

    Args:
        values: one a seed, (n,), n >= 2.
        alpha: one-sided error rate of either limit.
    """
    mean, error = float(values.mean()), student.standard_error(values)
    reach = student.quantile(1 - alpha, len(values)) * error if error else 0.0
    return Interval(mean, mean - reach, mean + reach, 1 - 2 * alpha)


def p_greater(values: Array, bound: float) -> float:
    """One-sided p-value for "the mean is greater than the bound", which may be infinite."""
    distance, error = float(values.mean()) - bound, student.standard_error(values)
    if error == 0 or math.isinf(distance):
        return 0.0 if distance > 0 else 1.0
    return student.p_value(distance / error, len(values))
