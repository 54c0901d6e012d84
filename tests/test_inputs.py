"""Contrasts of tests on given inputs and on nets' own answers."""

import numpy as np
import pytest
import simulated

from rnnbench import config
from rnnbench.claims import Contrast, Question, Superior
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.pairs import MissingRunsError, strata
from rnnbench.judging.robustness import checks
from rnnbench.judging.samples import samples
from rnnbench.plan.expansion import expand

STUDY = {
    "cells": ["lstm", "gru"],
    "tasks": {"adding": {"length": 10}, "char_generation": {"length": 6, "period": 2}},
    "updates": 10,
    "evaluations": 2,
    "learning_rates": [0.1, 0.2],
    "test_lengths": [2],
    "seeds": 5,
}
PLAN = expand(config.load({"scale": "test", "studies": {"core": STUDY}}))
MISMATCH = Contrast("core", "inputs", a=("given",), b=("own",))


def _evidence(own=0.25, **changes):
    """All runs score 0.75 on given inputs, and something else on their own answers."""
    frame = simulated.runs(PLAN, lambda run, rng: {"score": 0.75, **changes.get(run.cell, {})})
    tests = simulated.further_tests(
        PLAN, frame, lambda row, multiple, inputs: own / multiple if inputs == "own" else 0.75
    )
    return Evidence(frame, tests)


def test_both_sides_are_the_same_runs():
    found = strata(_evidence(), MISMATCH)
    assert {(s.axes["task"], s.axes["cell"]) for s in found} == {
        ("char_generation", "lstm"),
        ("char_generation", "gru"),
    }, "adding has no prompt"
    for stratum in found:
        assert stratum.names == ("given", "own")
        assert (stratum.a["score"] == 0.75).all()
        assert (stratum.b["score"] == 0.25).all()
        assert list(stratum.a.index) == list(stratum.b.index) == list(range(5))
        columns = ["cell", "updates_to_target"]
        assert stratum.a[columns].equals(stratum.b[columns])


def test_inputs_may_be_held_and_combined_with_a_length():
    own = {"inputs": ("own",)}
    (cells,) = strata(_evidence(), Contrast("core", "cell", ("lstm",), ("gru",), where=own))
    assert (cells.a["score"] == 0.25).all()
    twice = Contrast("core", "inputs", ("given",), ("own",), tested_at=2.0)
    for stratum in strata(_evidence(), twice):
        assert (stratum.a["score"] == 0.75).all()
        assert (stratum.b["score"] == 0.125).all()


def test_how_much_a_gap_grows_is_an_interaction():
    twice = Contrast("core", "inputs", ("given",), ("own",), tested_at=2.0)
    question = Question(twice, Superior(), minus=MISMATCH)
    for sample in samples(question, _evidence()):
        assert np.allclose(sample.differences, 0.125)


def test_a_run_that_diverged_counts_as_the_baseline_in_both_tests():
    evidence = _evidence(lstm={"status": "diverged"})
    tests = evidence.tests[evidence.tests["cell"] == "gru"]  # who diverged was not tested
    question = Question(MISMATCH, Superior())
    by_cell = {s.held: s for s in samples(question, Evidence(evidence.runs, tests))}
    assert by_cell["lstm"].uninformative
    assert (by_cell["lstm"].differences == 0).all()
    assert np.allclose(by_cell["gru"].differences, 0.5)


def test_without_tests_on_own_answers_nothing_is_judged():
    evidence = _evidence()
    given = evidence.tests[evidence.tests["inputs"] == "given"]
    with pytest.raises(MissingRunsError, match="no free-running tests at 1 × the length"):
        strata(Evidence(evidence.runs, given), MISMATCH)


def test_a_plan_knows_which_shards_are_tested_so():
    assert {PLAN.declared[path].task for path in PLAN._shards_of(MISMATCH, 1)} == {
        "char_generation"
    }
    without = {**STUDY, "tasks": {"adding": {"length": 10}}}
    plan = expand(config.load({"scale": "test", "studies": {"core": without}}))
    assert "no task here that is tested free running" in plan._lacks_runs(MISMATCH)


def test_tuning_runs_have_no_such_tests_to_check():
    evidence = _evidence()
    with_tuning = Evidence(evidence.runs, evidence.tests, tuning=evidence.runs.assign(stage="tune"))
    for contrast, any_rate in (
        (MISMATCH, False),
        (Contrast("core", "cell", ("lstm",), ("gru",)), True),
    ):
        question = Question(contrast, Superior())
        found = checks(question, samples(question, with_tuning), with_tuning, 0.025)
        assert any(check.kind == "learning rate" for check in found) == any_rate
