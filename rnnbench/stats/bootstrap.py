"""Resampling of seeds."""

import numpy as np
import numpy.typing as npt

from rnnbench.stats.decisions import ALPHA, Array, Interval

RESAMPLES = 2000


def weights(strata: int, n: int, rng: np.random.Generator, resamples: int = RESAMPLES) -> Array:
    """How often each seed is drawn, as a share of the n draws; each stratum on its own.

    Returns:
        Shares that sum to 1 over the last axis, (resamples, strata, n).
    """
    counts: npt.NDArray[np.int64] = rng.multinomial(n, np.full(n, 1 / n), size=(resamples, strata))
    return counts / n


def percentile_interval(estimate: float, resampled: Array) -> Interval:
    """The middle ``LEVEL`` of the resampled estimates, (resamples,).

    Source: Efron, Annals of Statistics 7 (1979). With few seeds it is too short.
    """
    low, high = np.quantile(resampled, [ALPHA, 1 - ALPHA])
    return Interval(estimate, float(low), float(high))
