"""Mean ranks against scipy and pandas, and their joint coverage."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import stats

from rnnbench.stats.decisions import ALPHA
from rnnbench.stats.ranks import mean_ranks

FEW = 50
tied = arrays(
    float,
    array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=7),
    elements=st.integers(0, 4).map(float),
)


def _rng():
    return np.random.default_rng(11)


def test_mean_ranks_known_answer():
    """Three arms, two seeds: 1, 2, 3 and then 1.5, 3, 1.5."""
    intervals = mean_ranks(np.array([[0.9, 0.7], [0.5, 0.1], [0.2, 0.7]]), _rng(), FEW)
    assert [i.estimate for i in intervals] == pytest.approx([1.25, 2.5, 2.25])


@given(tied)
def test_mean_ranks_are_those_of_pandas(scores):
    arms = len(scores)
    intervals = mean_ranks(scores, _rng(), FEW)
    theirs = pd.DataFrame(scores).rank(ascending=False).mean(axis=1)
    assert [i.estimate for i in intervals] == pytest.approx(list(theirs))
    assert sum(i.estimate for i in intervals) == pytest.approx(arms * (arms + 1) / 2)
    assert all(1 <= i.low <= i.estimate + 1e-9 for i in intervals)
    assert all(i.estimate - 1e-9 <= i.high <= arms for i in intervals)


def test_mean_ranks_give_friedmans_statistic():
    arms, n = 4, 9
    scores = np.random.default_rng(1).normal(size=(arms, n))
    means = np.array([i.estimate for i in mean_ranks(scores, _rng(), FEW)])
    ours = 12 * n / (arms * (arms + 1)) * np.sum((means - (arms + 1) / 2) ** 2)
    assert ours == pytest.approx(stats.friedmanchisquare(*scores).statistic)


def test_the_reach_is_that_of_all_resamples():
    n = 6
    ranks = np.array([[1, 2, 1, 3, 2, 1], [2, 1, 3, 1, 3, 2], [3, 3, 2, 2, 1, 3]])
    furthest = []
    for draw in itertools.product(range(n), repeat=n):
        resample = ranks[:, draw]
        off = np.abs(resample.mean(1) - ranks.mean(1))
        spread = resample.std(1, ddof=1)
        if np.any((spread == 0) & (off > 1e-9)):
            furthest.append(np.inf)
        else:
            furthest.append(np.max(off[spread > 0] / spread[spread > 0] * n**0.5, initial=0))
    expected = np.quantile(furthest, [0.94, 0.96], method="higher")
    intervals = mean_ranks(-ranks, _rng(), 20_000)
    inner, outer = (
        [(max(1, m - t * e), min(3, m + t * e)) for m, e in zip(ranks.mean(1), errors, strict=True)]
        for t, errors in ((t, stats.sem(ranks, axis=1)) for t in expected)
    )
    assert any(low > 1 for low, _ in inner)
    for interval, (low, high), (lower, higher) in zip(intervals, inner, outer, strict=True):
        assert lower - 1e-9 <= interval.low <= low + 1e-9
        assert high - 1e-9 <= interval.high <= higher + 1e-9


def test_an_arm_that_is_always_first_is_a_point():
    scores = np.array([[9.0, 9, 9, 9], [1, 2, 1, 2], [2, 1, 2, 2]])
    first, second, _ = mean_ranks(scores, _rng())
    assert (first.low, first.high) == (1, 1)
    assert second.low < second.high
    assert all(i.low == i.high for i in mean_ranks(np.array([[2.0, 2], [1, 1]]), _rng()))


def test_one_seed_has_no_interval():
    with pytest.raises(ValueError, match="two seeds"):
        mean_ranks(np.zeros((3, 1)), _rng())


@pytest.mark.parametrize(("n", "tolerance"), [(5, 0.1), (10, 0.08), (20, 0.03)])
def test_all_mean_ranks_are_covered_together(n, tolerance):
    """Arms that are alike have the middle rank on average. With few seeds the band is too wide."""
    rng = np.random.default_rng(n)

    def covers():
        intervals = mean_ranks(rng.normal(size=(4, n)), rng, 400)
        return all(i.low <= 2.5 <= i.high for i in intervals)

    covered = np.mean([covers() for _ in range(1000)])
    assert 1 - 2 * ALPHA - 0.03 <= covered <= 1 - 2 * ALPHA + tolerance
