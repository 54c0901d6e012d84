"""Every interval in use holds the truth often enough with few seeds."""

import math

import numpy as np
import pytest
from scipy import stats

from rnnbench.stats import paired, shapes
from rnnbench.stats.coverage import CANDIDATES, NEEDED, candidates, in_use
from rnnbench.stats.decisions import ALPHA

RUNS = 4000
FAR_OFF = stats.binom.ppf(1e-3, RUNS, NEEDED) / RUNS
"""Below this are one in 1,000 shares of covering intervals, if ``NEEDED`` is the truth."""


@pytest.fixture(scope="module")
def with_five_seeds():
    return in_use((5,), RUNS, np.random.default_rng(1))


def test_every_interval_in_use_covers_with_five_seeds(with_five_seeds):
    short = [row for row in with_five_seeds if row.covered < FAR_OFF and not row.hard]
    assert short == []
    assert {row.interval for row in with_five_seeds} == {"mean", "ratio", "proportions", "least"}


def test_the_hard_shapes_are_told(with_five_seeds):
    """With five seeds out of which one in ten fails, most experiments see no failure at all."""
    (row,) = [row for row in with_five_seeds if "one seed in ten" in row.shape]
    assert row.hard
    assert row.covered < 0.7


def test_the_interval_in_use_is_the_shortest_that_covers():
    rows = candidates((5,), RUNS, 20, np.random.default_rng(2))
    worst = {
        method: min(row.covered for row in rows if row.interval == method and not row.hard)
        for method in ("Student", "Student, one degree short", "Student, half the error", "Johnson")
    }
    assert worst["Student"] < FAR_OFF
    assert worst["Johnson"] < FAR_OFF
    assert worst["Student, one degree short"] >= FAR_OFF
    sample, rng = np.random.default_rng(3).normal(size=(1, 5)), np.random.default_rng(0)
    low, high = CANDIDATES["Student, half the error"](sample, 20, rng)
    ours = paired.interval(sample[0])
    assert high[0] - low[0] > ours.high - ours.low


def test_the_interval_in_use_is_the_candidate():
    samples, rng = np.random.default_rng(4).normal(size=(6, 7)), np.random.default_rng(0)
    low, high = CANDIDATES["Student, one degree short"](samples, 20, rng)
    own = [paired.interval(sample) for sample in samples]
    assert list(low) == pytest.approx([i.low for i in own])
    assert list(high) == pytest.approx([i.high for i in own])


def test_bootstrap_intervals_are_too_short_with_few_seeds():
    rows = candidates((3,), 500, 200, np.random.default_rng(5))
    assert max(row.covered for row in rows if row.interval == "BCa") < NEEDED


@pytest.mark.parametrize("name", shapes.IN_SCOPE | shapes.HARD)
def test_the_truth_of_a_shape_is_its_mean(name):
    shape = (shapes.IN_SCOPE | shapes.HARD)[name]
    drawn = shape.draw(np.random.default_rng(6), (1000, 400))
    assert drawn.shape == (1000, 400)
    error = drawn.std() / math.sqrt(drawn.size)
    assert abs(drawn.mean() - shape.truth) < 5 * error


@pytest.mark.parametrize("name", shapes.TIMES)
def test_the_truth_of_times_is_the_ratio_of_restricted_means(name):
    pair = shapes.TIMES[name]
    a, b = pair.draw(np.random.default_rng(7), (1000, 400))
    assert max(a.max(), b.max()) <= 1
    assert a.mean() / b.mean() == pytest.approx(pair.truth, rel=0.005)


def test_the_generator_alone_decides():
    tables = []
    for seed in range(2):
        np.random.seed(seed)  # noqa: NPY002
        tables.append(in_use((3,), 20, np.random.default_rng(2)))
        tables.append(candidates((3,), 20, 50, np.random.default_rng(2)))
    assert tables[:2] == tables[2:]


def test_levels_are_those_of_the_error_rate():
    assert paired.interval(np.array([1.0, 2.0, 4.0])).level == 1 - 2 * ALPHA
