"""Every interval in use holds the truth often enough with few seeds."""

import math

import numpy as np
import pytest
from scipy import stats

from rnnbench.stats import paired, shapes, student
from rnnbench.stats.coverage import in_use
from rnnbench.stats.decisions import ALPHA

RUNS = 4000
NEEDED = 0.93
"""Coverage that every interval must have on every shape in scope, with five seeds."""
FAR_OFF = stats.binom.ppf(1e-3, RUNS, NEEDED) / RUNS
"""Below this are one in 1,000 shares of covering intervals, if ``NEEDED`` is the truth."""


@pytest.fixture(scope="module")
def with_five_seeds():
    return in_use((5,), RUNS, np.random.default_rng(1))


def test_every_interval_in_use_covers_with_five_seeds(with_five_seeds):
    short = [row for row in with_five_seeds if row.covered < FAR_OFF and not row.hard]
    assert short == []
    assert {row.interval for row in with_five_seeds} == {"mean", "ratio", "proportions", "least"}


def test_with_one_degree_of_freedom_more_the_interval_undercovers(monkeypatch):
    """So a quantile of t with n - 1 degrees of freedom is not in use."""
    monkeypatch.setattr(student, "quantile", lambda p, n: stats.t.ppf(p, n - 1))
    rows = in_use((5,), RUNS, np.random.default_rng(2))
    worst = min(row.covered for row in rows if row.interval == "mean" and not row.hard)
    assert worst < FAR_OFF


def test_the_hard_shapes_are_told(with_five_seeds):
    """With five seeds out of which one in ten fails, most experiments see no failure at all."""
    (row,) = [row for row in with_five_seeds if "one seed in ten" in row.shape]
    assert row.hard
    assert row.covered < 0.7


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
    assert tables[0] == tables[1]


def test_levels_are_those_of_the_error_rate():
    assert paired.interval(np.array([1.0, 2.0, 4.0])).level == 1 - 2 * ALPHA
