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


def test_interquartile_mean_known_answer():
    """Of eight runs the two best and the two worst are cut."""
    runs = np.array([[9.0, 1.0, 2.0, 3.0], [4.0, 5.0, -7.0, 0.0]])
    estimate = aggregates.interquartile_mean(runs, _rng(), FEW).estimate
    assert estimate == pytest.approx((1 + 2 + 3 + 4) / 4)


@given(scores)
def test_interquartile_mean_is_that_of_the_sorted_runs(runs):
    ordered = sorted(runs.ravel())
    cut = len(ordered) // 4
    interval = aggregates.interquartile_mean(runs, _rng(), FEW)
    assert interval.estimate == pytest.approx(np.mean(ordered[cut : len(ordered) - cut]))
    assert runs.min() - 1e-9 <= interval.low <= interval.high <= runs.max() + 1e-9


def test_interquartile_means_interval_is_that_of_all_resamples():
    runs = np.random.default_rng(1).uniform(size=(2, 3))
    exact = np.array(
        [
            stats.trim_mean(np.concatenate([runs[s, draw[s]] for s in range(2)]), 0.25)
            for draw in _all_draws(2, 3)
        ]
    )
    _assert_quantiles(aggregates.interquartile_mean(runs, _rng(), 20_000), exact)


def test_interquartile_means_interval_is_scipys_bootstrap():
    runs = np.random.default_rng(2).beta(4, 2, (3, 12))

    def pooled(*strata, axis):
        return stats.trim_mean(np.concatenate(strata, axis=axis), 0.25, axis=axis)

    theirs = stats.bootstrap(
        tuple(runs), pooled, n_resamples=20_000, confidence_level=1 - 2 * ALPHA,
        method="percentile", rng=_rng(),
    ).confidence_interval  # fmt: skip
    ours = aggregates.interquartile_mean(runs, _rng(), 20_000)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.003)


@given(pairs)
def test_probability_of_improvement_is_mann_and_whitneys(both):
    a, b = both
    n = a.shape[1]
    us = [stats.mannwhitneyu(*rows).statistic for rows in zip(a, b, strict=True)]
    forth = aggregates.probability_of_improvement(a, b, _rng(), FEW)
    back = aggregates.probability_of_improvement(b, a, _rng(), FEW)
    assert forth.estimate == pytest.approx(np.mean(us) / n**2)
    assert 0 - 1e-9 <= forth.low <= forth.high <= 1 + 1e-9
    assert (forth.low, forth.high) == pytest.approx((1 - back.high, 1 - back.low), abs=1e-9)


def test_probability_of_improvements_interval_is_that_of_all_paired_resamples():
    rng = np.random.default_rng(3)
    a, b = rng.integers(0, 5, (2, 2, 3)).astype(float)

    def chance(x, y):
        return np.mean([(p > q) + (p == q) / 2 for p in x for q in y])

    exact = np.array(
        [
            np.mean([chance(a[s, draw[s]], b[s, draw[s]]) for s in range(2)])
            for draw in _all_draws(2, 3)
        ]
    )
    _assert_quantiles(aggregates.probability_of_improvement(a, b, _rng(), 20_000), exact)


def test_probability_of_improvement_wants_pairs():
    with pytest.raises(ValueError, match="differ in shape"):
        aggregates.probability_of_improvement(np.zeros((2, 3)), np.zeros((2, 4)), _rng())


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
        results.append(
            (
                aggregates.interquartile_mean(runs[0], _rng()),
                aggregates.probability_of_improvement(*runs, _rng()),
                aggregates.performance_profile(runs[0], np.array([0.5]), _rng()),
            )
        )
    assert results[0] == results[1]
