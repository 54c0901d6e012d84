"""Strata that are uninformative or at their ceiling."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnbench.claims import Equivalent, Succeeds, Superior, Unbeaten
from rnnbench.claims.tests import Stratum
from rnnbench.claims.tests.scores import scores

shares = st.lists(st.floats(0, 1), min_size=2, max_size=6)
high = st.lists(st.floats(0.7, 1), min_size=2, max_size=6)
outcomes = st.lists(st.booleans(), min_size=1, max_size=6)


def _stratum(a, b):
    return Stratum({}, "cell", ("lstm", "gru"), pd.DataFrame(a), pd.DataFrame(b))


@given(high, high, st.floats(0.001, 0.3))
def test_at_the_ceiling_sides_differ_by_no_more_than_the_margin(a, b, margin):
    stratum, test = _stratum({"score": a}, {"score": b}), Superior(margin=margin)
    near = min(np.mean(a), np.mean(b)) >= 1 - margin
    assert bool(test.at_ceiling(stratum)) == near
    for unbeaten in (Unbeaten(margin=margin), Unbeaten(margin=-margin)):
        assert bool(unbeaten.at_ceiling(stratum)) == near
    if near:
        assert abs(np.mean(a) - np.mean(b)) <= margin


@given(shares, shares)
def test_rules_are_symmetric_in_the_sides(a, b):
    there, back = _stratum({"score": a}, {"score": b}), _stratum({"score": b}, {"score": a})
    for rule in (Superior().at_ceiling, Superior().uninformative):
        assert rule(there) == rule(back)


def test_a_ceiling_of_one_side_alone_is_informative():
    stratum = _stratum({"score": [0.5, 0.6]}, {"score": [1.0, 1.0]})
    assert Superior().at_ceiling(stratum) is None


def test_scores_that_exceed_1_have_no_ceiling():
    """As those of language models, whose 1 is no bound."""
    stratum = _stratum({"score": [1.01, 0.99]}, {"score": [1.0, 1.0]})
    assert Superior().at_ceiling(stratum) is None


def test_a_test_of_equivalence_has_no_ceiling():
    stratum = _stratum({"score": [1.0, 1.0]}, {"score": [1.0, 1.0]})
    assert Superior().at_ceiling(stratum)
    assert Equivalent().at_ceiling(stratum) is None


@pytest.mark.parametrize("outcome", ["reached", "survived", "diverged"])
@given(outcomes, outcomes)
def test_proportions_are_uninformative_if_all_learn_or_none_or_none_diverges(outcome, a, b):
    happens = {
        "reached": lambda side: {"reached": side, "status": "finished"},
        "survived": lambda side: {"reached": False, "status": np.where(side, "ok", "diverged")},
        "diverged": lambda side: {"reached": False, "status": np.where(side, "diverged", "ok")},
    }[outcome]
    stratum = _stratum(*(pd.DataFrame(happens(side), index=range(len(side))) for side in (a, b)))
    test = Succeeds(outcome)
    reasons = [rule(stratum) for rule in (test.uninformative, test.at_ceiling)]
    alike = {"reached": [{True}, {False}], "survived": [{True}], "diverged": [{False}]}[outcome]
    assert any(reasons) == ({*a, *b} in alike)
    assert not all(reasons)


def test_a_score_below_the_baseline_counts_as_the_baseline():
    assert scores(pd.DataFrame({"score": [-0.5, np.nan, 0.3]})).tolist() == [0.0, 0.0, 0.3]


def test_superior_of_a_column_is_uninformative_where_a_value_is_missing():
    known = {"recurrent_radius": [1.0, 2.0], "score": [0.5, 0.6]}
    missing = {**known, "recurrent_radius": [1.0, np.nan]}
    test = Superior(of="recurrent_radius")
    assert test.uninformative(_stratum(known, known)) is None
    for sides in ((known, missing), (missing, known)):
        assert "recurrent_radius is missing" in test.uninformative(_stratum(*sides))
