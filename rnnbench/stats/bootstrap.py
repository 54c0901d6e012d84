"""Bootstrap over seeds."""

import numpy as np
import numpy.typing as npt

from rnnbench.stats.decisions import ALPHA, Array, Interval

RESAMPLES = 2000


def weights(strata: int, n: int, rng: np.random.Generator, resamples: int = RESAMPLES) -> Array:
    """Bootstrap weights of the seeds, drawn independently in each stratum.

    Returns:
        Weights that sum to 1 over the last axis, (resamples, strata, n).
    """
    counts: npt.NDArray[np.int64] = rng.multinomial(n, np.full(n, 1 / n), size=(resamples, strata))
    return counts / n


def percentile_interval(estimate: float, resampled: Array) -> Interval:
    """The middle ``LEVEL`` of the resampled estimates, (resamples,).

    Source: Efron, Annals of Statistics 7 (1979). It undercovers with few seeds.
    """
    low, high = np.quantile(resampled, [ALPHA, 1 - ALPHA])
    return Interval(estimate, float(low), float(high))
