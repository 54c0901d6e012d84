"""Aggregates against scipy, and their intervals against all resamples that there are."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import stats

from rnnbench.stats import aggregates, bootstrap
from rnnbench.stats.decisions import ALPHA

FEW = 50
shapes = array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=7)
scores = arrays(float, shapes, elements=st.floats(0, 1, width=16))
pairs = shapes.flatmap(
    lambda shape: st.tuples(*2 * [arrays(float, shape, elements=st.integers(0, 4).map(float))])
)


def _rng():
    return np.random.default_rng(11)


def _assert_quantiles(interval, exact):
    """The limits are quantiles of the exact distribution, but for the error of resampling."""
    for limit, level in ((interval.low, ALPHA), (interval.high, 1 - ALPHA)):
        assert np.mean(exact < limit - 1e-9) <= level + 0.01
        assert np.mean(exact <= limit + 1e-9) >= level - 0.01


def _all_draws(strata, n):
    """Every way to draw n of n seeds in each stratum, (n^(n·strata), strata, n)."""
    one = list(itertools.product(range(n), repeat=n))
    return np.array(list(itertools.product(one, repeat=strata)))


@given(scores)
def test_performance_profile_is_one_minus_the_empirical_distribution(runs):
    thresholds = np.linspace(0, 1, 6)
    profile = aggregates.performance_profile(runs, thresholds, _rng(), FEW)
    shares = [i.estimate for i in profile]
    theirs = stats.ecdf(runs.ravel()).sf.evaluate(thresholds)
    assert shares == pytest.approx(list(theirs))
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= i.low <= i.high <= 1 + 1e-9 for i in profile)


def test_performance_profiles_interval_is_binomial_in_one_stratum():
    """The number of drawn runs above the threshold is binomial."""
    n = 25
    runs = np.linspace(0, 1, n)[None]
    [interval] = aggregates.performance_profile(runs, np.array([0.7]), _rng(), 20_000)
    exact = stats.binom(n, interval.estimate)
    expected = (exact.ppf(ALPHA) / n, exact.ppf(1 - ALPHA) / n)
    assert (interval.low, interval.high) == pytest.approx(expected)


def test_strata_are_drawn_on_their_own():
    drawn = bootstrap.weights(3, 5, _rng(), 4000)
    assert drawn.sum(2) == pytest.approx(np.ones((4000, 3)))
    assert np.corrcoef(drawn[:, 0, 0], drawn[:, 1, 0])[0, 1] == pytest.approx(0, abs=0.05)


def test_the_generator_alone_decides():
    runs = np.random.default_rng(4).uniform(size=(2, 2, 6))
    results = []
    for seed in range(2):
        np.random.seed(seed)  # noqa: NPY002
        results.append((aggregates.performance_profile(runs[0], np.array([0.5]), _rng()),))
    assert results[0] == results[1]
