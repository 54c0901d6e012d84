"""Tests on paired differences, one a seed, by Student's t."""

import math

import numpy as np
from scipy import stats

from rnnbench.stats.decisions import ALPHA, Array, Decision, Interval, Region
from rnnbench.stats.power import detectable, needed


def superior(differences: Array, margin: float, *, alpha: float = ALPHA) -> Decision:
    """Is the mean difference greater than the margin? One-sided t test.

    Args:
        differences: A - B, one a seed, (n,), n >= 2.
        margin: smallest difference that matters, >= 0.
        alpha: one-sided error rate.
    """
    return _decide(differences, Region(low=margin), alpha)


def noninferior(differences: Array, margin: float, *, alpha: float = ALPHA) -> Decision:
    """Is the mean difference greater than -margin? One-sided t test.

    Source: Blackwelder, Controlled Clinical Trials 3 (1982).

    Args:
        differences: A - B, one a seed, (n,), n >= 2.
        margin: largest deficit that does not matter, > 0.
        alpha: one-sided error rate.
    """
    return _decide(differences, Region(low=-margin), alpha)


def equivalent(differences: Array, margin: float, *, alpha: float = ALPHA) -> Decision:
    """Is the mean difference within ±margin? Two one-sided t tests.

    Source: Schuirmann, J. Pharmacokinetics and Biopharmaceutics 15 (1987).

    Args:
        differences: A - B, one a seed, (n,), n >= 2.
        margin: largest difference that does not matter, > 0.
        alpha: one-sided error rate.
    """
    return _decide(differences, Region(-margin, margin), alpha)


def within(values: Array, low: float, high: float, *, alpha: float = ALPHA) -> Decision:
    """Does the mean lie between the bounds, either of which may be infinite?

    Args:
        values: one a seed, (n,), n >= 2.
        low: lower bound.
        high: upper bound.
        alpha: one-sided error rate.
    """
    return _decide(values, Region(low, high), alpha)


def t_interval(values: Array, *, alpha: float = ALPHA) -> Interval:
    """Student's interval for a mean; a point if all values are equal."""
    mean, error = float(values.mean()), _standard_error(values)
    reach = float(stats.t.ppf(1 - alpha, len(values) - 1)) * error
    return Interval(mean, mean - reach, mean + reach, 1 - 2 * alpha)


def p_greater(values: Array, bound: float) -> float:
    """One-sided p-value for "the mean is greater than the bound"."""
    distance, error = float(values.mean()) - bound, _standard_error(values)
    if error == 0:
        return 0.0 if distance > 0 else 1.0
    return float(stats.t.sf(distance / error, len(values) - 1))


def _decide(differences: Array, region: Region, alpha: float) -> Decision:
    above = p_greater(differences, region.low) if math.isfinite(region.low) else 0.0
    below = p_greater(-differences, -region.high) if math.isfinite(region.high) else 0.0
    outside_low = p_greater(-differences, -region.low) if math.isfinite(region.low) else 1.0
    outside_high = p_greater(differences, region.high) if math.isfinite(region.high) else 1.0
    spread = float(differences.std(ddof=1))
    effect = t_interval(differences, alpha=alpha)
    borders = [b for b in (region.low, region.high) if math.isfinite(b)]
    distance = min((abs(effect.estimate - border) for border in borders), default=0.0)
    return Decision(
        effect=effect,
        region=region,
        p_supported=max(above, below),
        p_refuted=min(outside_low, outside_high),
        n=len(differences),
        detectable=detectable(spread, len(differences), alpha=alpha),
        needed=needed(spread, distance, alpha=alpha),
    )


def _standard_error(values: Array) -> float:
    if len(values) < 2:
        raise ValueError("an interval needs at least two values")
    return float(np.std(values, ddof=1)) / math.sqrt(len(values))
