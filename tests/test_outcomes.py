"""Which contrasts can tell whether one side does better."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnbench.claims import Equivalent, Succeeds, Superior, Unbeaten
from rnnbench.judging.outcomes import scores, solved, uninformative
from rnnbench.judging.pairs import Stratum

shares = st.lists(st.floats(0, 1), min_size=2, max_size=6)
high = st.lists(st.floats(0.7, 1), min_size=2, max_size=6)
outcomes = st.lists(st.booleans(), min_size=1, max_size=6)


def _stratum(a, b):
    return Stratum({}, "cell", ("lstm", "gru"), pd.DataFrame(a), pd.DataFrame(b))


@given(high, high, st.floats(0.001, 0.3))
def test_sides_that_both_solve_a_task_differ_by_no_more_than_the_margin(a, b, margin):
    stratum, test = _stratum({"score": a}, {"score": b}), Superior(margin=margin)
    near = min(np.mean(a), np.mean(b)) >= 1 - margin
    assert bool(solved(stratum, test)) == near
    for unbeaten in (Unbeaten(margin=margin), Unbeaten(margin=-margin)):
        assert bool(solved(stratum, unbeaten)) == near
    if near:
        assert abs(np.mean(a) - np.mean(b)) <= margin


@given(shares, shares)
def test_which_side_is_which_does_not_matter(a, b):
    there, back = _stratum({"score": a}, {"score": b}), _stratum({"score": b}, {"score": a})
    for rule in (solved, uninformative):
        assert rule(there, Superior()) == rule(back, Superior())


def test_one_side_that_fails_tells_though_the_other_solves_the_task():
    stratum = _stratum({"score": [0.5, 0.6]}, {"score": [1.0, 1.0]})
    assert solved(stratum, Superior()) is None


def test_scores_that_may_exceed_1_are_not_at_their_best_there():
    """As those of language models, whose 1 is no bound."""
    stratum = _stratum({"score": [1.01, 0.99]}, {"score": [1.0, 1.0]})
    assert solved(stratum, Superior()) is None


def test_that_two_sides_are_equal_is_to_be_seen_where_both_solve_a_task():
    stratum = _stratum({"score": [1.0, 1.0]}, {"score": [1.0, 1.0]})
    assert solved(stratum, Superior())
    assert solved(stratum, Equivalent()) is None


@pytest.mark.parametrize("outcome", ["reached", "survived", "diverged"])
@given(outcomes, outcomes)
def test_proportions_tell_unless_all_learn_or_none_or_none_diverges(outcome, a, b):
    happens = {
        "reached": lambda side: {"reached": side, "status": "finished"},
        "survived": lambda side: {"reached": False, "status": np.where(side, "ok", "diverged")},
        "diverged": lambda side: {"reached": False, "status": np.where(side, "diverged", "ok")},
    }[outcome]
    stratum = _stratum(*(pd.DataFrame(happens(side), index=range(len(side))) for side in (a, b)))
    test = Succeeds(outcome)
    silent = [rule(stratum, test) for rule in (uninformative, solved)]
    alike = {"reached": [{True}, {False}], "survived": [{True}], "diverged": [{False}]}[outcome]
    assert any(silent) == ({*a, *b} in alike)
    assert not all(silent)


def test_a_score_below_the_baseline_counts_as_the_baseline():
    assert scores(pd.DataFrame({"score": [-0.5, np.nan, 0.3]})).tolist() == [0.0, 0.0, 0.3]
