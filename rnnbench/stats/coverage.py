"""Simulated coverage of intervals for the mean of paired differences."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from rnnbench.stats.bootstrap import weights
from rnnbench.stats.decisions import ALPHA, Array

SHAPES = {"normal": 0.1, "skewed": 0.0, "bounded": 8 / 10 - 4 / 6}
"""True mean of each kind of difference: normal, shifted log-normal, between beta scores."""


@dataclass(frozen=True)
class Coverage:
    """How often intervals of level 1 - 2·ALPHA held the true mean, one row of the table."""

    shape: str
    n: int
    method: str
    covered: float


def coverage(
    sizes: Sequence[int], runs: int, resamples: int, rng: np.random.Generator
) -> list[Coverage]:
    """Coverage of Student's, the BCa and the studentised bootstrap interval.

    Source: Efron & Tibshirani, An Introduction to the Bootstrap (1993), chapters 12 and 14.

    Args:
        sizes: numbers of seeds, each >= 3.
        runs: simulated experiments per shape and size.
        resamples: bootstrap resamples per experiment.
        rng: draws everything.
    """
    table = []
    for shape, truth in SHAPES.items():
        for n in sizes:
            samples = _differences(shape, (runs, n), rng)
            for method, limits in METHODS.items():
                low, high = limits(samples, resamples, rng)
                covered = float(np.mean((low <= truth) & (truth <= high)))
                table.append(Coverage(shape, n, method, covered))
    return table


def _differences(shape: str, size: tuple[int, int], rng: np.random.Generator) -> Array:
    if shape == "normal":
        return rng.normal(0.1, 1, size)
    if shape == "skewed":
        return rng.lognormal(0, 1, size) - math.exp(0.5)
    return rng.beta(8, 2, size) - rng.beta(4, 2, size)


def _t(samples: Array, resamples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    n = samples.shape[1]
    reach = stats.t.ppf(1 - ALPHA, n - 1) * samples.std(1, ddof=1) / np.sqrt(n)
    return samples.mean(1) - reach, samples.mean(1) + reach


def _bca(samples: Array, resamples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    limits = stats.bootstrap(
        (samples,),
        np.mean,
        n_resamples=resamples,
        confidence_level=1 - 2 * ALPHA,
        method="BCa",
        axis=1,
        rng=rng,
    ).confidence_interval
    return np.asarray(limits.low), np.asarray(limits.high)


def _studentised(samples: Array, resamples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Resamples of one value only are infinitely far off, so few seeds may give no limit."""
    runs, n = samples.shape
    mean = samples.mean(1)
    centred = samples - mean[:, None]
    drawn = weights(runs, n, rng, resamples)
    off = np.einsum("rsi,si->rs", drawn, centred)
    variance = np.einsum("rsi,si->rs", drawn, centred**2) - off**2
    flat = drawn.max(2) == 1
    error = np.sqrt(np.where(flat, 1.0, variance) / (n - 1))
    times = np.where(flat, np.copysign(np.inf, off), off / error)
    own = samples.std(1, ddof=1) / np.sqrt(n)
    low = np.quantile(times, ALPHA, axis=0, method="lower")
    high = np.quantile(times, 1 - ALPHA, axis=0, method="higher")
    return mean - high * own, mean - low * own


METHODS = {"t": _t, "BCa": _bca, "studentised": _studentised}
