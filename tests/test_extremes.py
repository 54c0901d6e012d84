"""The smallest and the greatest of several means."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from rnnbench.stats import extremes, paired
from rnnbench.stats.decisions import ALPHA

RUNS = 4000
rows = arrays(float, st.tuples(st.integers(1, 5), st.integers(3, 10)), elements=st.floats(-5, 5))


@given(rows, st.floats(-2, 2))
def test_all_are_greater_when_each_is(differences, above):
    decision = extremes.least(differences, above)
    each = [paired.superior(row, above) for row in differences]
    assert (decision.verdict == "holds") == all(d.verdict == "holds" for d in each)
    assert decision.p_holds == max(d.p_holds for d in each)
    assert decision.effect.estimate == min(row.mean() for row in differences)


@given(rows, st.floats(-2, 2))
def test_the_greatest_is_the_mirror_of_the_least(differences, below):
    greatest, least = extremes.greatest(differences, below), extremes.least(-differences, -below)
    assert greatest.verdict == least.verdict
    assert greatest.p == least.p
    assert (greatest.effect.low, greatest.effect.high) == (-least.effect.high, -least.effect.low)


@given(rows)
def test_one_mean_alone_is_a_paired_test(differences):
    alone = extremes.least(differences[:1], 0.1)
    assert alone.effect == paired.superior(differences[0], 0.1).effect


@pytest.mark.parametrize("k", [2, 6])
@pytest.mark.parametrize("shared", [0.0, 0.9])
def test_neither_error_is_more_frequent_than_it_should_be(k, shared):
    """At the border: all means equal to the bound, or only one and the others far above."""
    rng = np.random.default_rng([k, int(10 * shared)])
    noise = rng.normal(size=(RUNS, k, 6)) * (1 - shared**2) ** 0.5
    noise += shared * rng.normal(size=(RUNS, 1, 6))
    apart = noise + 10.0 * (np.arange(k) > 0)[:, None]
    most = stats.binom.isf(1e-3, RUNS, ALPHA) / RUNS
    for sample in (noise, apart):
        verdicts = [extremes.least(one, 0.0).verdict for one in sample]
        assert verdicts.count("holds") / RUNS <= most
        assert verdicts.count("does not hold") / RUNS <= most
