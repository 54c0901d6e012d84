"""Simulated coverage: which interval to use for a mean, and how often those in use hold the truth.

Source of the bootstrap intervals: Efron & Tibshirani, An Introduction to the Bootstrap (1993),
chapters 12 and 14.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from rnnbench.stats import extremes, paired, proportions, student, times
from rnnbench.stats.bootstrap import weights
from rnnbench.stats.decisions import ALPHA, LEVEL, Array, Interval
from rnnbench.stats.shapes import EXTREMES, HARD, IN_SCOPE, SUCCESSES, TIMES

NEEDED = 0.93
"""What every interval has to cover, at least, on every shape in scope with five seeds."""


@dataclass(frozen=True)
class Coverage:
    """How often intervals of level ``LEVEL`` held the truth, one row of the table.

    Attributes:
        interval: which interval.
        shape: of the distribution.
        n: number of seeds.
        covered: share of the experiments.
        hard: whether the shape is out of scope: no useful interval can cover it with few seeds.
    """

    interval: str
    shape: str
    n: int
    covered: float
    hard: bool = False


def in_use(sizes: Sequence[int], runs: int, rng: np.random.Generator) -> list[Coverage]:
    """Coverage of all intervals that verdicts use.

    Args:
        sizes: numbers of seeds, each >= 3.
        runs: simulated experiments per shape and size.
        rng: draws everything.
    """
    return [
        Coverage(interval, shape, n, _share(found, truth), shape in HARD)
        for n in sizes
        for interval, shape, truth, found in _experiments((runs, n), rng)
    ]


def _experiments(
    size: tuple[int, int], rng: np.random.Generator
) -> Iterator[tuple[str, str, float, list[Interval]]]:
    for name, shape in {**IN_SCOPE, **HARD}.items():
        differences = shape.draw(rng, size)
        yield "mean", name, shape.truth, [paired.interval(row) for row in differences]
    for name, pair in TIMES.items():
        sides = zip(*pair.draw(rng, size), strict=True)
        yield "ratio", name, pair.truth, [times.ratio_interval(a, b) for a, b in sides]
    for name, (rate_a, rate_b, strata) in SUCCESSES.items():
        drawn = rng.random((2, size[0], strata, size[1]))
        sides = zip(drawn[0] < rate_a, drawn[1] < rate_b, strict=True)
        found = [proportions.succeeds(a, b).effect for a, b in sides]
        yield "proportions", name, rate_a - rate_b, found
    for name, means in EXTREMES.items():
        values = rng.normal(size=(size[0], len(means) + 1, size[1]))
        rows = values[:, 1:] - values[:, :1] + np.array(means)[:, None]
        yield "least", name, min(means), [extremes.least(row, 0.0).effect for row in rows]


def _share(found: list[Interval], truth: float) -> float:
    return float(np.mean([i.low - 1e-12 <= truth <= i.high + 1e-12 for i in found]))


def candidates(
    sizes: Sequence[int], runs: int, resamples: int, rng: np.random.Generator
) -> list[Coverage]:
    """Coverage of the intervals for a mean that were to choose from, on all shapes.

    Args:
        sizes: numbers of seeds, each >= 3.
        runs: simulated experiments per shape and size.
        resamples: bootstrap resamples per experiment.
        rng: draws everything.
    """
    table = []
    for name, shape in {**IN_SCOPE, **HARD}.items():
        for n in sizes:
            samples = shape.draw(rng, (runs, n))
            for method, limits in CANDIDATES.items():
                low, high = limits(samples, resamples, rng)
                covered = float(np.mean((low <= shape.truth) & (shape.truth <= high)))
                table.append(Coverage(method, name, n, covered, name in HARD))
    return table


Limits = Callable[[Array, int, np.random.Generator], tuple[Array, Array]]


def _around_the_mean(samples: Array, quantile: float) -> tuple[Array, Array]:
    reach = quantile * samples.std(1, ddof=1) / np.sqrt(samples.shape[1])
    return samples.mean(1) - reach, samples.mean(1) + reach


def _student(samples: Array, resamples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    return _around_the_mean(samples, float(stats.t.ppf(1 - ALPHA, samples.shape[1] - 1)))


def _one_short(samples: Array, resamples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    return _around_the_mean(samples, student.quantile(1 - ALPHA, samples.shape[1]))


def _half_the_error(
    samples: Array, resamples: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    return _around_the_mean(samples, float(stats.t.ppf(1 - ALPHA / 2, samples.shape[1] - 1)))


def _johnson(samples: Array, resamples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Shifted for skewness (Johnson, JASA 73 (1978))."""
    n, spread = samples.shape[1], samples.std(1, ddof=1)
    third = ((samples - samples.mean(1, keepdims=True)) ** 3).mean(1)
    flat = spread == 0
    shift = np.where(flat, 0.0, third / (6 * n * np.where(flat, 1.0, spread) ** 2))
    low, high = _student(samples, resamples, rng)
    return low + shift, high + shift


def _bca(samples: Array, resamples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    limits = stats.bootstrap(
        (samples,),
        np.mean,
        n_resamples=resamples,
        confidence_level=LEVEL,
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
    error = np.sqrt(np.where(flat, 1.0, np.maximum(variance, 1e-300)) / (n - 1))
    ratio = np.where(flat, np.copysign(np.inf, off), off / error)
    own = samples.std(1, ddof=1) / np.sqrt(n)
    low = np.quantile(ratio, ALPHA, axis=0, method="lower")
    high = np.quantile(ratio, 1 - ALPHA, axis=0, method="higher")
    with np.errstate(invalid="ignore"):
        return mean - high * own, mean - low * own


CANDIDATES: dict[str, Limits] = {
    "Student": _student,
    "Student, one degree short": _one_short,
    "Student, half the error": _half_the_error,
    "Johnson": _johnson,
    "BCa": _bca,
    "studentised": _studentised,
}
