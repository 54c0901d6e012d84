"""Power of one-sided t tests: what could have been seen, and how many more seeds it would take."""

import math

from scipy import stats

from rnnbench.stats.decisions import ALPHA

POWER = 0.8


def detectable(spread: float, n: int, *, alpha: float = ALPHA) -> float:
    """Smallest distance of the mean from a border that n values would show with power 0.8.

    Uses the noncentral t distribution's usual approximation, (t_α + t_β) · s / √n.

    Args:
        spread: standard deviation of the values.
        n: number of values, >= 2.
        alpha: one-sided error rate.
    """
    quantiles = stats.t.ppf(1 - alpha, n - 1) + stats.t.ppf(POWER, n - 1)
    return float(quantiles) * spread / math.sqrt(n)


def needed(spread: float, distance: float, *, alpha: float = ALPHA) -> int | None:
    """Fewest values (up to a million) that would show a distance with power 0.8.

    None if the distance is 0, or too small for a million values.
    """
    if distance == 0:
        return None
    low, high = 2, 1_000_000
    if detectable(spread, high, alpha=alpha) > distance:
        return None
    while low < high:
        middle = (low + high) // 2
        if detectable(spread, middle, alpha=alpha) > distance:
            low = middle + 1
        else:
            high = middle
    return low
