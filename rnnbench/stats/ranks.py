"""Mean ranks of arms."""

import numpy as np
from scipy import stats

from rnnbench.stats.bootstrap import RESAMPLES, weights
from rnnbench.stats.decisions import LEVEL, Array, Interval


def mean_ranks(
    scores: Array, rng: np.random.Generator, resamples: int = RESAMPLES
) -> list[Interval]:
    """Mean rank of each arm over seeds, 1 the best, with simultaneous intervals.

    Ties share their mean rank. The half width is the ``LEVEL`` quantile, over bootstrap resamples
    of seeds, of the studentised maximum over arms (Romano & Wolf, Econometrica 73 (2005)).
    Intervals are clipped to the possible ranks; with few seeds they may contain all of them. An arm
    that has the same rank on all seeds gets a point.

    Args:
        scores: greater is better, (arms, n), n >= 2; the arms share their seeds.
        rng: generator of the resamples.
        resamples: number of bootstrap resamples.

    Raises:
        ValueError: there is only one seed.
    """
    arms, n = scores.shape
    if n < 2:
        raise ValueError("an interval needs at least two seeds")
    ranks = np.asarray(stats.rankdata(-scores, axis=0), dtype=float)  # (arms, n)
    means = ranks.mean(1)
    errors = np.asarray(stats.sem(ranks, axis=1))
    moves = np.ptp(ranks, axis=1) > 0
    reach = np.zeros(arms)
    if moves.any():
        drawn = weights(1, n, rng, resamples)[:, 0]
        furthest = _studentised(drawn, ranks[moves]).max(1)
        reach[moves] = np.quantile(furthest, LEVEL, method="higher") * errors[moves]
    return [
        Interval(float(mean), max(1.0, float(mean - r)), min(float(arms), float(mean + r)))
        for mean, r in zip(means, reach, strict=True)
    ]


def _studentised(drawn: Array, ranks: Array) -> Array:
    """|Resampled mean - mean| / resampled standard error, (resamples, arms).

    Infinite where all ranks of a resample are equal and differ from the mean.
    """
    means = drawn @ ranks.T
    off = np.abs(means - ranks.mean(1))
    variances = drawn @ ranks.T**2 - means**2
    errors = np.sqrt(np.maximum(variances, 0) / (ranks.shape[1] - 1))
    flat = errors < 1e-6  # ranks come in halves: no other spread is as small
    return np.where(flat, np.where(off > 1e-6, np.inf, 0.0), off / np.where(flat, 1.0, errors))
