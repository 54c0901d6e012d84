"""Simulated coverage of the intervals that verdicts use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rnnbench.stats import extremes, paired, proportions, times
from rnnbench.stats.decisions import Interval
from rnnbench.stats.shapes import EXTREMES, HARD, IN_SCOPE, SUCCESSES, TIMES


@dataclass(frozen=True)
class Coverage:
    """Coverage of an interval of level ``LEVEL`` on one shape, a row of the table.

    Attributes:
        interval: name of the interval.
        shape: name of the shape of the distribution.
        n: number of seeds.
        covered: share of experiments whose interval contains the truth.
        hard: whether the shape is out of scope: no useful interval covers it with few seeds.
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
        runs: simulated experiments for each shape and size.
        rng: generator of the experiments.
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
