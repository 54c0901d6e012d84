"""Slopes against statsmodels and the matrix formula, and their simulated coverage."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rnnbench.stats.decisions import ALPHA
from rnnbench.stats.slopes import slope

seeds = st.tuples(st.integers(0, 10_000), st.integers(4, 15))


def _points(seed, n):
    rng = np.random.default_rng(seed)
    x = rng.uniform(1, 5, n)
    return x, 2 - 0.5 * x + x * rng.normal(0, 0.3, n)


@given(seeds)
def test_slope_is_statsmodels_hc3(seed_and_n):
    x, y = _points(*seed_and_n)
    theirs = sm.OLS(y, sm.add_constant(x)).fit(cov_type="HC3", use_t=True)
    low, high = theirs.conf_int(alpha=2 * ALPHA)[1]
    ours = slope(x, y)
    assert ours.estimate == pytest.approx(theirs.params[1])
    assert (ours.low, ours.high) == pytest.approx((low, high))


def test_slope_is_the_sandwich_written_out():
    x, y = _points(1, 8)
    design = np.stack([np.ones(8), x], 1)
    inverse = np.linalg.inv(design.T @ design)
    hat = design @ inverse @ design.T
    scaled = (y - hat @ y) / (1 - np.diag(hat))
    covariance = inverse @ design.T @ np.diag(scaled**2) @ design @ inverse
    reach = stats.t.ppf(1 - ALPHA, 6) * covariance[1, 1] ** 0.5
    ours = slope(x, y)
    assert (ours.high - ours.low) / 2 == pytest.approx(reach)


@given(seeds)
def test_slope_follows_the_units(seed_and_n):
    x, y = _points(*seed_and_n)
    plain, scaled = slope(x, y), slope(10 * x + 3, y / 2 - 7)
    assert (20 * scaled.low, 20 * scaled.high) == pytest.approx((plain.low, plain.high))


def test_points_on_a_line_have_their_slope():
    interval = slope(np.array([0.0, 1, 2, 5]), np.array([1.0, 3, 5, 11]))
    assert (interval.low, interval.estimate, interval.high) == pytest.approx((2, 2, 2))


@pytest.mark.parametrize("x", [[0.1, 0.1, 0.1], [1, 1, 1, 2]])
def test_a_slope_that_hangs_on_one_point_has_no_interval(x):
    with pytest.raises(ValueError, match="constant"):
        slope(np.array(x, dtype=float), np.arange(float(len(x))))


def test_two_points_have_no_interval():
    with pytest.raises(ValueError, match="three points"):
        slope(np.array([0.0, 1]), np.array([0.0, 1]))


def test_coverage_of_the_slopes_interval_when_the_spread_grows_with_x():
    rng = np.random.default_rng(5)
    x = np.repeat([1.0, 2, 4, 8], 5)
    intervals = [slope(x, 0.3 * x + x * rng.normal(0, 1, len(x))) for _ in range(3000)]
    covered = np.mean([i.low <= 0.3 <= i.high for i in intervals])
    assert covered == pytest.approx(1 - 2 * ALPHA, abs=0.03)
