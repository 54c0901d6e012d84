"""Power: detectable distances, and numbers of seeds."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from rnnbench.stats import student
from rnnbench.stats.decisions import ALPHA, Decision

POWER = 0.8
MOST = 1_000
"""Largest number of seeds that is worth naming; beyond it the effect is too close to the border."""
LADDER = (5, 10, 15, 20, 30, 40, 60, 80, 120, 160)
"""Usual numbers of seeds for ``decided_shares``."""


def detectable(spread: float, n: int, alpha: float = ALPHA) -> float:
    """Smallest distance of the mean from a border that n values detect with power 0.8.

    Approximates the noncentral t distribution by (t_α + t_β) · s / √n.

    Args:
        spread: standard deviation of the values.
        n: number of values, >= 2.
        alpha: one-sided error rate.
    """
    quantiles = student.quantile(1 - alpha, n) + student.quantile(POWER, n)
    return quantiles * spread / math.sqrt(n) if spread else 0.0


def needed(spread: float, distance: float, alpha: float = ALPHA) -> int | None:
    """Fewest values that detect a distance with power 0.8; None if more than ``MOST``."""
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
    """Chance that an experiment of n seeds is decided, for any test, by resampling seeds.

    The estimate is rough if few seeds are available.

    Args:
        decide: the decision on some of the available seeds, given their indices, (n,).
        seeds: number of available seeds.
        sizes: numbers n of seeds to try.
        rng: generator of the resamples.
        experiments: resampled experiments for each n.
    """
    shares = []
    for n in sizes:
        draws = rng.integers(seeds, size=(experiments, n))
        decided = [decide(draw).verdict != "undecided" for draw in draws]
        shares.append(float(np.mean(decided)))
    return shares
