"""Aggregates over all runs of all strata, with stratified bootstrap intervals over seeds.

Source: Agarwal, Schwarzer, Castro, Courville & Bellemare, "Deep Reinforcement Learning at the Edge
of the Statistical Precipice", NeurIPS 2021, arXiv:2108.13264. Seeds are resampled within each
stratum: the strata are fixed, only the seeds are a sample.
"""

import numpy as np

from rnnbench.stats.bootstrap import RESAMPLES, percentile_interval, weights
from rnnbench.stats.decisions import Array, Interval


def performance_profile(
    scores: Array, thresholds: Array, rng: np.random.Generator, resamples: int = RESAMPLES
) -> list[Interval]:
    """Share of runs that score above each threshold (section 4.2 of the paper).

    The intervals are pointwise, not simultaneous.

    Args:
        scores: one a stratum and seed, (strata, n).
        thresholds: score thresholds, (k,).
        rng: generator of the resamples.
        resamples: number of bootstrap resamples.
    """
    strata, n = scores.shape
    above = (scores[:, :, None] > thresholds).astype(float)  # (strata, n, k)
    drawn = weights(strata, n, rng, resamples)
    resampled = np.einsum("rsi,sik->rk", drawn, above, optimize=True) / strata
    return [
        percentile_interval(float(share), column)
        for share, column in zip(above.mean((0, 1)), resampled.T, strict=True)
    ]
