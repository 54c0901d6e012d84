"""What is declared is hashed and kept: nothing can be changed unseen, and nothing is forgotten."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kinds import one_of_each

from rnnbench import config
from rnnbench.claims import (
    PLAIN,
    Claim,
    Contrast,
    Equivalent,
    Faster,
    Question,
    Readings,
    Superior,
    Within,
)
from rnnbench.components.registry import BUILT_IN
from rnnbench.pipeline import registration
from rnnbench.pipeline.registration import Registration, declared, digest, updated
from rnnbench.plan.expansion import expand
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import claims_of
from rnnbench.report import declarations
from rnnbench.storage.files import ResultsError

CLAIMS = claims_of(BUILT_IN)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
CONTRAST = Contrast("core", "cell", a=("gru",), b=("lstm",))
on_each_kind = pytest.mark.parametrize("name", one_of_each())


def _claim(test=None, contrast=CONTRAST, **secondary):
    return Claim("Cells", (), "It is so.", "it is not", Question(contrast, test or Equivalent()),
                 secondary)  # fmt: skip


def _registered(*steps):
    """A registration of one claim, ``it``, from forms and whether data existed, hour by hour."""
    known = Registration()
    for hour, (claim, data) in enumerate(steps):
        known = updated(known, {"it": claim}, {"it"} if data else (), NOON + timedelta(hours=hour))
    return known


@on_each_kind
def test_declaration_leaves_out_words(name):
    claim = CLAIMS[name]
    labels = {f"another label {i}": q for i, q in enumerate(claim.secondary.values())}
    other = replace(
        claim, wording="Other.", refuted_by="other", sources=(), section="Cells",
        contradicts=("other",), secondary=labels,
    )  # fmt: skip
    assert declared(other) == declared(claim)


def _places(form, path=()):
    """Where a form has values."""
    if isinstance(form, dict | list):
        for key, part in form.items() if isinstance(form, dict) else enumerate(form):
            yield from _places(part, (*path, key))
    else:
        yield path


@on_each_kind
def test_declaration_change_changes_the_hash_and_is_named(name):
    form = declared(CLAIMS[name])
    for *path, last in _places(form):
        other = json.loads(json.dumps(form))
        part = other
        for key in path:
            part = part[key]
        part[last] = "something else"
        assert digest(other) != digest(form)
        (told,) = declarations.changes(form, other)
        assert "something else" in told


@on_each_kind
def test_written_declaration_has_its_hash(name):
    entry = updated(Registration(), CLAIMS, (), NOON).claims[name][0]
    written = json.loads(entry.model_dump_json())
    assert digest(written["declared"]) == written["hash"]


def test_equal_declarations_have_equal_forms():
    spelt_out = replace(CONTRAST, where=dict(PLAIN), tested_at=1)
    assert declared(_claim(contrast=spelt_out)) == declared(_claim())
    assert declared(_claim(Equivalent(1))) == declared(_claim(Equivalent(1.0)))
    assert declared(_claim(Within(-inf, 1))) != declared(_claim(Within(-1, 1)))


def test_ledger_covers_all_claims():
    for name, claim in CLAIMS.items():
        rest = {other: c for other, c in CLAIMS.items() if other != name}
        other = replace(claim, primary=Question(CONTRAST, Superior(0.12345)))
        assert len({registration.ledger(x) for x in (CLAIMS, rest, {**rest, name: other})}) == 3
        assert registration.ledger({**rest, name: claim}) == registration.ledger(CLAIMS)


@given(st.lists(st.tuples(st.sampled_from([0.01, 0.02, 0.03]), st.booleans()), max_size=6))
def test_histories_only_ever_grow_and_only_by_changes(steps):
    known, last = Registration(), None
    for hour, (margin, data) in enumerate(steps):
        claims = {"it": _claim(Equivalent(margin))}
        now = NOON + timedelta(hours=hour)
        after = updated(known, claims, {"it"} if data else (), now)
        grown = int(margin != last)
        for old, new in (
            (known.claims.get("it", ()), after.claims["it"]),
            (known.ledger, after.ledger),
        ):
            assert new[: len(old)] == old
            assert len(new) == len(old) + grown
        if grown:
            entry = after.claims["it"][-1]
            assert (entry.time, entry.data) == (now, data)
            assert entry.declared["primary"]["test"]["margin"] == margin
        known, last = after, margin


def test_registration_keeps_claims_that_are_gone():
    known = _registered((_claim(), False))
    assert updated(known, {}, (), NOON).claims == known.claims


def test_margin_moved_after_the_data_is_late():
    history = _registered((_claim(), False), (_claim(Equivalent(0.05)), True)).claims["it"]
    assert declarations.late(history) == [
        "Changed on 2026-05-01 13:00 UTC, after its data existed: margin from 0.02 to 0.05."
    ]


def test_margin_moved_back_after_the_data_is_late():
    there, back = declarations.late(
        _registered(
            (_claim(), False), (_claim(Equivalent(0.05)), True), (_claim(), True)
        ).claims["it"]
    )  # fmt: skip
    assert "from 0.02 to 0.05" in there
    assert "from 0.05 to 0.02" in back


def test_change_before_the_data_is_not_late():
    history = _registered((_claim(), False), (_claim(Equivalent(0.05)), False)).claims["it"]
    assert len(history) == 2
    assert declarations.late(history) == []


def test_claim_registered_after_its_data_is_late():
    assert declarations.late(_registered((_claim(), True)).claims["it"]) == [
        "First registered on 2026-05-01 12:00 UTC, after its data existed."
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (_claim(), _claim(Superior()), ["test from Equivalent to Superior",
                                        "column from nothing to score"]),
        (_claim(Within(0.9, 1.1)), _claim(Within(0.9)), ["high from 1.1 to ∞"]),
        (_claim(), _claim(contrast=replace(CONTRAST, a=("gru", "minimal_gru"))),
         ["side A from gru to gru, minimal_gru"]),
        (_claim(), _claim(contrast=replace(CONTRAST, where={"init": ("chrono",)})),
         ["init from default to chrono"]),
        (_claim(), _claim(contrast=replace(CONTRAST, long_range=True)),
         ["long range from no to yes"]),
        (_claim(), _claim(new=Question(CONTRAST, Faster())), ["exploratory question 1 added"]),
        (_claim(old=Question(CONTRAST, Faster())), _claim(),
         ["exploratory question 1 removed"]),
        (_claim(old=Question(CONTRAST, Faster())), _claim(old=Question(CONTRAST, Faster("flops"))),
         ["cost of exploratory question 1 from updates to flops"]),
    ],
)  # fmt: skip
def test_changes_are_named(before, after, told):
    assert declarations.changes(declared(before), declared(after)) == told


def test_headline_counts_late_claims():
    claims = {"it": _claim()}
    assert "1 of 1 claims were registered" in declarations.headline(
        _registered((_claim(), False)), claims
    )
    assert "0 of 1 claims were registered" in declarations.headline(
        _registered((_claim(), True)), claims
    )
    other = _registered((_claim(Equivalent(0.05)), False))
    for known in (Registration(), other):
        assert "are not registered" in declarations.headline(known, claims)


@pytest.fixture
def plan(tmp_path):
    """A plan of which one claim needs runs, and another a probe."""
    study = {
        "cells": ["lstm", "gru"], "tasks": {"adding": {"length": 3}}, "hidden": 2, "batch": 2,
        "updates": 4, "evaluations": 2, "learning_rates": [0.1], "tuning_seeds": 1, "seeds": 2,
    }  # fmt: skip
    probes = {"linear_growth": {"seeds": 2}}
    values = {"scale": "s", "results": f"{tmp_path}/r", "studies": {"core": study}}
    return expand(config.load({**values, "probes": probes}))


OF_RUNS = "gru_matches_lstm_accuracy"
OF_PROBE = "linear_recursion_follows_largest_eigenvalue"


def _late(plan):
    """The claims that are registered as younger than their data."""
    registration.register(plan)
    known = registration.read(Paths.of(plan.config))
    assert set(known.claims) == set(CLAIMS)
    assert known.ledger[-1].hash == registration.ledger(CLAIMS)
    return {name for name, history in known.claims.items() if history[0].data}


def _touch(file):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()


def test_no_claim_is_late_in_an_empty_folder(plan):
    assert _late(plan) == set()


def test_tuning_runs_are_no_data(plan):
    for shard in plan.shards.values():
        _touch(Paths.of(plan.config).shard("tune", shard) / "runs.parquet")
    assert _late(plan) == set()


def test_claims_are_late_if_their_runs_exist(plan):
    _touch(
        Paths.of(plan.config).shard("train", plan.shards[plan.needed(OF_RUNS)[0]]) / "runs.parquet"
    )
    late = _late(plan)
    assert OF_RUNS in late
    assert late <= set(plan.judged()) - {OF_PROBE}


def test_claim_is_late_if_its_probe_was_read(plan):
    _touch(Paths.of(plan.config).probe("linear_growth"))
    assert OF_PROBE in _late(plan)
    assert all("linear_growth" in plan.probed(name) for name in _late(plan))


def test_claim_is_late_if_it_was_judged(plan):
    _touch(Paths.of(plan.config).claim(OF_RUNS))
    assert _late(plan) == {OF_RUNS}


def test_registering_again_changes_no_byte(plan):
    registration.register(plan)
    file = Paths.of(plan.config).registration
    before = file.read_bytes()
    _touch(
        Paths.of(plan.config).shard("train", plan.shards[plan.needed(OF_RUNS)[0]]) / "runs.parquet"
    )
    registration.register(plan)
    assert file.read_bytes() == before


def test_damaged_registration_is_kept_and_begun_anew(plan):
    registration.register(plan)
    file = Paths.of(plan.config).registration
    half = file.read_bytes()[: file.stat().st_size // 2]
    file.write_bytes(half)
    with pytest.raises(ResultsError, match="cannot be read"):
        registration.read(Paths.of(plan.config))
    _touch(Paths.of(plan.config).probe("linear_growth"))
    assert OF_PROBE in _late(plan)
    assert file.with_suffix(".damaged").read_bytes() == half


def test_declaration_of_readings_is_complete():
    asked = Readings("linear_growth", "growth_rate", a=("normal",), summary="slope")
    claim = _claim(Within(0.95, 1.05), asked)
    assert declared(claim)["primary"]["contrast"] == {
        "kind": "Readings", "probe": "linear_growth", "quantity": "growth_rate",
        "a": ["normal"], "b": [], "summary": "slope",
    }  # fmt: skip
