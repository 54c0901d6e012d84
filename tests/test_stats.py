"""Known answers, references, and simulated coverage for every statistic."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.weightstats import ttost_paired

from rnnbench.stats import multiplicity, paired, power, proportions, times
from rnnbench.stats.decisions import ALPHA, Interval, Region

values = arrays(float, st.integers(3, 12), elements=st.floats(-5, 5, width=32)).filter(
    lambda x: x.std() > 1e-3
)


def test_an_interval_against_a_region():
    region = Region(-1, 1)
    assert region.holds(Interval(0, -0.5, 0.5))
    assert not region.holds(Interval(0, -0.5, 1))
    assert region.excludes(Interval(3, 1.5, 4))
    assert region.excludes(Interval(-3, -4, -1.5))
    assert not region.excludes(Interval(1, 0.5, 4))


def test_interval_known_answer():
    """Student's sleep data (1908): differences of ten patients."""
    differences = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    interval = paired.interval(differences)
    assert interval.estimate == pytest.approx(1.58)
    reach = 2.306004 * 1.229995 / math.sqrt(10)  # t(0.975, 8) from a printed table
    assert (interval.low, interval.high) == pytest.approx((1.58 - reach, 1.58 + reach), abs=1e-5)


def _p(differences, bound):
    """One-sided p-value for a mean above the bound."""
    statistic = stats.ttest_1samp(differences, bound).statistic
    return stats.t.sf(statistic, len(differences) - 2)


@given(values, st.floats(0, 1))
def test_superior_is_scipys_t_with_a_degree_of_freedom_less(differences, margin):
    decision = paired.superior(differences, margin)
    expected = _p(differences, margin)
    assert decision.p_holds == pytest.approx(expected, rel=1e-6, abs=1e-12)
    assert decision.p_fails == pytest.approx(1 - expected, rel=1e-6, abs=1e-9)


@given(values, st.floats(0.01, 2))
def test_equivalent_is_statsmodels_tost(differences, margin):
    decision = paired.equivalent(differences, margin)
    _, *sides = ttost_paired(differences, np.zeros_like(differences), -margin, margin)
    freedom = len(differences) - 2
    theirs = max(stats.t.sf(sides[0][0], freedom), stats.t.cdf(sides[1][0], freedom))
    assert decision.p_holds == pytest.approx(theirs, rel=1e-6, abs=1e-12)


def _assert_interval_and_p_value_agree(decision):
    if decision.verdict == "holds":
        assert decision.p_holds < ALPHA * (1 + 1e-9)
    elif decision.verdict == "does not hold":
        assert decision.p_fails < ALPHA * (1 + 1e-9)
    else:
        assert decision.p > ALPHA * (1 - 1e-9)


@given(values, st.floats(0.01, 2))
def test_interval_and_p_value_agree(differences, margin):
    _assert_interval_and_p_value_agree(paired.superior(differences, margin))
    _assert_interval_and_p_value_agree(paired.superior(differences, -margin))
    _assert_interval_and_p_value_agree(paired.equivalent(differences, margin))


def test_equal_differences_are_a_point():
    assert paired.superior(np.full(5, 0.3), 0.02).verdict == "holds"
    assert paired.superior(np.zeros(5), 0.02).verdict == "does not hold"
    assert paired.equivalent(np.zeros(5), 0.02).verdict == "holds"
    assert paired.equivalent(np.full(5, 0.3), 0.02).p_fails == 0


def test_one_value_has_no_interval():
    with pytest.raises(ValueError, match="two values"):
        paired.superior(np.array([1.0]), 0.0)


def test_two_values_decide_nothing():
    decision = paired.superior(np.array([1.0, 1.001]), 0.0)
    assert (decision.effect.low, decision.effect.high) == (-math.inf, math.inf)
    assert (decision.verdict, decision.p) == ("undecided", 0.5)
    assert times.faster(np.array([0.1, 0.11]), np.array([0.9, 0.91]), 0.1).verdict == "undecided"


@given(values, st.floats(0.001, 0.4))
def test_a_smaller_error_rate_gives_a_wider_interval(differences, alpha):
    narrow, wide = (paired.interval(differences, a) for a in (alpha, alpha / 2))
    assert wide.low < narrow.low < narrow.high < wide.high
    assert narrow.level == pytest.approx(1 - 2 * alpha)
    assert paired.within(differences, -1, 1, alpha).effect == narrow


def test_restricted_times_keep_the_censored():
    assert times.restricted(np.array([3.0, np.nan, 12.0]), 10.0).tolist() == [3, 10, 10]


def test_fieller_interval_against_an_independent_search():
    rng = np.random.default_rng(1)
    b = rng.normal(10, 1, 12)
    a = 0.8 * b + rng.normal(0, 0.5, 12)
    interval = times.ratio_interval(a, b)
    for limit in (interval.low, interval.high):
        statistic = stats.ttest_1samp(a - limit * b, 0).statistic
        assert stats.t.sf(abs(statistic), len(a) - 2) == pytest.approx(ALPHA, rel=1e-6)
    assert interval.low < interval.estimate < interval.high


def test_a_ratio_to_something_that_may_be_zero_is_unbounded():
    interval = times.ratio_interval(np.array([1.0, 2.0, 1.5]), np.array([5.0, -5.0, 0.5]))
    assert (interval.low, interval.high) == (-math.inf, math.inf)


@given(st.integers(0, 10_000))
def test_faster_interval_and_p_value_agree(seed):
    rng = np.random.default_rng(seed)
    b = rng.uniform(0.5, 1, 10)
    a = b * rng.uniform(0.6, 1.2, 10)
    _assert_interval_and_p_value_agree(times.faster(a, b, 0.1))


def test_faster_known_directions():
    rng = np.random.default_rng(3)
    b = rng.uniform(0.6, 0.7, 10)
    assert times.faster(0.5 * b + rng.normal(0, 0.01, 10), b, 0.1).verdict == "holds"
    assert times.faster(b + rng.normal(0, 0.01, 10), b, 0.1).verdict == "does not hold"
    everyone_censored = np.ones(10)
    assert times.faster(everyone_censored, everyone_censored, 0.1).verdict == "does not hold"


def test_logrank_known_answer():
    """Freireich et al. (1963), remission in weeks: log-rank chi² = 16.79 (Collett, 2003)."""
    drug = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    drug_censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    reference = stats.logrank(
        stats.CensoredData(uncensored=drug, right=drug_censored),
        stats.CensoredData(uncensored=placebo),
    )
    assert reference.statistic**2 == pytest.approx(16.79, abs=0.01)
    a = np.array([*drug, *[np.nan] * 12], dtype=float)
    b = np.array(placebo, dtype=float)
    assert times.logrank(a, b, 40.0) < 0.001
    assert times.logrank(b, b.copy(), 40.0) == pytest.approx(1)


def test_newcombe_known_answer(monkeypatch):
    """Newcombe (1998), the example of 36, 12, 2, 0 pairs: 95 % limits 0.0569 and 0.3404."""
    monkeypatch.setattr(proportions.student, "quantile", lambda p, n: stats.norm.ppf(p))
    a = np.repeat([True, True, False], [36, 12, 2])
    b = np.repeat([True, False, True], [36, 12, 2])
    interval = proportions.newcombe(a, b, alpha=0.025)
    assert (interval.low, interval.high) == pytest.approx((0.0569, 0.3404), abs=5e-5)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=30))
def test_newcombe_interval_turns_round_with_the_sides(pairs):
    a, b = np.array(pairs).T
    forth, back = proportions.newcombe(a, b), proportions.newcombe(b, a)
    assert -1 - 1e-12 <= forth.low <= forth.estimate <= forth.high <= 1 + 1e-12
    assert (forth.low, forth.high) == pytest.approx((-back.high, -back.low), abs=1e-12)


@pytest.mark.parametrize(("only_a", "only_b", "concordant"), [(7, 1, 2), (3, 3, 4), (0, 6, 1)])
def test_the_sign_flip_test_of_one_stratum_is_mcnemars(only_a, only_b, concordant):
    a = np.array([1] * only_a + [0] * only_b + [1] * concordant)
    b = np.array([0] * only_a + [1] * only_b + [1] * concordant)
    one_sided = stats.binomtest(only_a, only_a + only_b, alternative="greater").pvalue
    assert proportions.sign_flip(a - b) == pytest.approx(one_sided)
    table = [[concordant, only_a], [only_b, 0]]
    two_sided = mcnemar(table, exact=True).pvalue
    smaller = min(proportions.sign_flip(a - b), proportions.sign_flip(b - a))
    assert two_sided == pytest.approx(min(1, 2 * smaller))


@given(st.lists(st.integers(-4, 4), min_size=2, max_size=9))
def test_the_sign_flip_test_counts_all_signs(differences):
    found = [
        sum(sign * d for sign, d in zip(signs, differences, strict=True)) >= sum(differences)
        for signs in itertools.product((1, -1), repeat=len(differences))
    ]
    p = proportions.sign_flip(np.array(differences))
    assert p == pytest.approx(np.mean(found))


@given(arrays(bool, st.tuples(st.just(2), st.integers(1, 3), st.integers(2, 8))))
def test_success_verdict_and_p_value_agree(sides):
    _assert_interval_and_p_value_agree_one_way(proportions.succeeds(*sides))


def _assert_interval_and_p_value_agree_one_way(decision):
    """The interval may be the more careful of the two."""
    if decision.verdict == "holds":
        assert decision.p_holds <= ALPHA
    if decision.verdict == "does not hold":
        assert decision.p_fails <= ALPHA


def test_success_verdicts():
    yes, no = np.ones((2, 10), dtype=bool), np.zeros((2, 10), dtype=bool)
    assert proportions.succeeds(yes, no).verdict == "holds"
    assert proportions.succeeds(no, yes).verdict == "does not hold"
    assert proportions.succeeds(yes, yes).verdict == "undecided"
    assert proportions.succeeds(yes, no).p == pytest.approx(2**-10)


def test_holm_known_answer():
    """Holm (1979) by hand: sorted p times 4, 3, 2, 1, made monotone."""
    assert multiplicity.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert multiplicity.holm([]) == []


def test_power_is_what_simulation_gives():
    n, spread = 12, 1.0
    distance = power.detectable(spread, n)
    rng = np.random.default_rng(7)
    samples = rng.normal(distance, spread, (20_000, n))
    found = np.mean([paired.p_greater(sample, 0.0) < ALPHA for sample in samples[:4000]])
    assert found == pytest.approx(power.POWER, abs=0.03)


def test_needed_inverts_detectable():
    n = power.needed(1.0, 0.4)
    assert power.detectable(1.0, n) <= 0.4 < power.detectable(1.0, n - 1)


def test_needed_is_none_beyond_the_most_seeds():
    least = power.detectable(1.0, power.MOST)
    assert power.needed(1.0, least) == power.MOST
    assert power.needed(1.0, least * (1 - 1e-9)) is None
    assert power.needed(1.0, 0.0) is None


@pytest.mark.parametrize("rate", [0.5, 0.9])
@pytest.mark.parametrize("n", [5, 10, 20])
def test_coverage_of_newcombes_interval(n, rate):
    rng = np.random.default_rng([n, int(rate * 10)])
    shared = rng.random((2000, n)) < 0.5  # pairs that succeed or fail together
    a = np.where(shared, rng.random((2000, n)) < rate, rng.random((2000, n)) < rate)
    b = np.where(shared, a, rng.random((2000, n)) < rate)
    intervals = [proportions.newcombe(*pair) for pair in zip(a, b, strict=True)]
    covered = np.mean([i.low - 1e-12 <= 0 <= i.high + 1e-12 for i in intervals])
    assert covered >= 1 - 2 * ALPHA - 0.02
