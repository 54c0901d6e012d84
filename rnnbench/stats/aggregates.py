"""Figures over all runs of all strata, with stratified bootstrap intervals over seeds.

Source: Agarwal, Schwarzer, Castro, Courville & Bellemare, "Deep Reinforcement Learning at the Edge
of the Statistical Precipice", NeurIPS 2021, arXiv:2108.13264. Seeds are drawn with replacement in
each stratum on its own: the strata are fixed, only the seeds are a sample.
"""

import numpy as np
from scipy import stats

from rnnbench.stats.bootstrap import RESAMPLES, percentile_interval, weights
from rnnbench.stats.decisions import Array, Interval


def interquartile_mean(
    scores: Array, rng: np.random.Generator, resamples: int = RESAMPLES
) -> Interval:
    """Mean of the middle half of all runs (section 4.3 of the paper).

    A quarter of the runs, rounded down, is cut at either end.

    Args:
        scores: one a stratum and seed, (strata, n).
        rng: draws the resamples.
        resamples: number of bootstrap resamples.
    """
    strata, n = scores.shape
    drawn = rng.integers(n, size=(resamples, strata, n))
    resampled = scores[np.arange(strata)[:, None], drawn].reshape(resamples, strata * n)
    return percentile_interval(
        float(stats.trim_mean(scores, 0.25, axis=None)),
        np.asarray(stats.trim_mean(resampled, 0.25, axis=1)),
    )


def probability_of_improvement(
    a: Array, b: Array, rng: np.random.Generator, resamples: int = RESAMPLES
) -> Interval:
    """Chance that a run of A beats a run of B on the same stratum, averaged over strata.

    In each stratum it is Mann & Whitney's U over n²: all runs of A against all of B, ties counting
    one half (section 4.3 of the paper). Seeds are drawn for A and B together, since they are
    paired.

    Args:
        a: scores of A, one a stratum and seed, (strata, n).
        b: scores of B, the same strata and seeds.
        rng: draws the resamples.
        resamples: number of bootstrap resamples.
    """
    if a.shape != b.shape:
        raise ValueError(f"paired scores differ in shape: {a.shape} and {b.shape}")
    wins = (1 + np.sign(a[:, :, None] - b[:, None, :])) / 2  # (strata, n of A, n of B)
    strata, n = a.shape
    drawn = weights(strata, n, rng, resamples)
    resampled = np.einsum("rsi,sij,rsj->rs", drawn, wins, drawn, optimize=True).mean(1)
    return percentile_interval(float(wins.mean()), resampled)


def performance_profile(
    scores: Array, thresholds: Array, rng: np.random.Generator, resamples: int = RESAMPLES
) -> list[Interval]:
    """Share of runs that score above each threshold (section 4.2 of the paper).

    The intervals hold one by one, not all together.

    Args:
        scores: one a stratum and seed, (strata, n).
        thresholds: scores to be beaten, (k,).
        rng: draws the resamples.
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
