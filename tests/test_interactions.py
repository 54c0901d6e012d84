"""Interactions against scipy and a fitted model, and their simulated coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rnnbench.stats.decisions import ALPHA
from rnnbench.stats.interactions import interaction, linear_contrast

seeds = st.tuples(st.integers(0, 10_000), st.integers(3, 12))


def _scores(seed, n, levels):
    """Scores that one seed's levels share a part of, (levels, n)."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=n) + rng.normal(size=(levels, n))


@given(seeds)
def test_interaction_is_scipys_paired_t_interval(seed_and_n):
    first, second = _scores(*seed_and_n, 2)
    theirs = stats.ttest_rel(first, second).confidence_interval(1 - 2 * ALPHA)
    ours = interaction(first, second)
    assert ours.estimate == pytest.approx(first.mean() - second.mean())
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))


def test_interaction_known_answer():
    """Differences of differences 1, 2, 3: mean 2, standard error 1/√3."""
    interval = interaction(np.array([3.0, 3, 5]), np.array([2.0, 1, 2]))
    reach = 2.919986 / 3**0.5  # t(0.95, 2) from a printed table
    assert (interval.low, interval.high) == pytest.approx((2 - reach, 2 + reach))


def test_interaction_wants_the_same_seeds():
    with pytest.raises(ValueError, match="differ in shape"):
        interaction(np.zeros(3), np.zeros(4))


@given(seeds)
def test_linear_contrast_is_the_t_interval_of_each_seeds_fitted_slope(seed_and_n):
    levels = np.array([1.0, 2, 4, 8])
    differences = _scores(*seed_and_n, 4)
    slopes = [stats.linregress(levels, one).slope for one in differences.T]
    theirs = stats.ttest_1samp(slopes, 0).confidence_interval(1 - 2 * ALPHA)
    ours = linear_contrast(differences, levels)
    assert ours.estimate == pytest.approx(np.mean(slopes))
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))


@given(seeds)
def test_linear_contrast_of_two_levels_is_the_interaction(seed_and_n):
    first, second = _scores(*seed_and_n, 2)
    slope = linear_contrast(np.stack([second, first]), np.array([3.0, 4.0]))
    difference = interaction(first, second)
    assert (slope.low, slope.high) == pytest.approx((difference.low, difference.high))


@given(seeds, st.floats(-3, 3))
def test_linear_contrast_does_not_see_a_seeds_own_level(seed_and_n, shift):
    levels = np.array([0.0, 1, 3])
    differences = _scores(*seed_and_n, 3)
    shifted = differences + shift * np.arange(differences.shape[1])
    plain, other = (linear_contrast(d, levels) for d in (differences, shifted))
    assert (plain.low, plain.high) == pytest.approx((other.low, other.high), abs=1e-9)


def test_equal_levels_have_no_slope():
    with pytest.raises(ValueError, match="two levels"):
        linear_contrast(np.zeros((3, 4)), np.full(3, 0.1))


@pytest.mark.parametrize("n", [3, 10])
def test_coverage_of_the_linear_contrast_when_levels_share_their_seeds(n):
    rng = np.random.default_rng(n)
    levels = np.array([1.0, 2, 3])

    def covers():
        own = rng.normal(size=n)
        noise = rng.normal(size=(3, n)) * levels[:, None]
        slope = linear_contrast(0.2 * levels[:, None] + own + noise, levels)
        return slope.low <= 0.2 <= slope.high

    assert np.mean([covers() for _ in range(3000)]) == pytest.approx(1 - 2 * ALPHA, abs=0.02)
