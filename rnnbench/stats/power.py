"""Power: what could have been seen, and how many more seeds it would take."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from rnnbench.stats import student
from rnnbench.stats.decisions import ALPHA, Decision

POWER = 0.8
MOST = 1_000_000
LADDER = (5, 10, 15, 20, 30, 40, 60, 80, 120, 160)
"""Numbers of seeds that ``decided_shares`` is usually asked for."""


def detectable(spread: float, n: int, alpha: float = ALPHA) -> float:
    """Smallest distance of the mean from a border that n values would show with power 0.8.

    Uses the noncentral t distribution's usual approximation, (t_α + t_β) · s / √n.

    Args:
        spread: standard deviation of the values.
        n: number of values, >= 2.
        alpha: one-sided error rate.
    """
    quantiles = student.quantile(1 - alpha, n) + student.quantile(POWER, n)
    return quantiles * spread / math.sqrt(n) if spread else 0.0


def needed(spread: float, distance: float, alpha: float = ALPHA) -> int | None:
    """Fewest values (up to a million) that would show a distance with power 0.8.

    None if the distance is 0, or too small for a million values.
    """
    if distance == 0 or detectable(spread, MOST, alpha) > distance:
        return None
    low, high = 2, MOST
    while low < high:
        middle = (low + high) // 2
        if detectable(spread, middle, alpha) > distance:
            low = middle + 1
        else:
            high = middle
    return low


def decided_shares(
    decide: Callable[[npt.NDArray[np.int64]], Decision],
    seeds: int,
    sizes: Sequence[int],
    rng: np.random.Generator,
    experiments: int = 200,
) -> list[float]:
    """Chance that an experiment of n seeds is decided, for any test, by drawing seeds anew.

    The seeds at hand stand for all seeds, so with few of them it is a rough figure.

    Args:
        decide: the decision on some of the seeds at hand, given their indices, (n,).
        seeds: number of seeds at hand.
        sizes: numbers n of seeds to try.
        rng: draws the seeds.
        experiments: drawn experiments for each n.
    """
    shares = []
    for n in sizes:
        draws = rng.integers(seeds, size=(experiments, n))
        decided = [decide(draw).verdict != "undecided" for draw in draws]
        shares.append(float(np.mean(decided)))
    return shares
