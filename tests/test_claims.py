"""Every claim that is discovered: supported by a planted effect, refuted by its reverse, and left
undecided on the border of what it predicts."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from planted import runs as planted_runs

from rnnbench import config, matrix
from rnnbench.claims import Equivalent, Faster, Succeeds
from rnnbench.judging import verdicts
from rnnbench.judging.pairs import MissingRunsError, strata
from rnnbench.testing import CLAIM_CHECKS

CONFIGS = Path(__file__).parent.parent / "config"
PLAN = matrix.plan(config.read(CONFIGS / "quick.yaml"))
CLAIMS = matrix.claims()
everywhere = pytest.mark.parametrize("name", list(CLAIMS))


def _side(run, contrast):
    """Which side of a contrast a run is on: +1 for A, -1 for B, 0 for neither."""
    if contrast.axis == "learning_rate":
        rates = PLAN.config.studies[contrast.study].learning_rates
        value = {max(rates): "largest", min(rates): "smallest"}.get(run.learning_rate)
    else:
        value = getattr(run, contrast.axis)
    return (value in contrast.a) - (value in contrast.b)


def _planted(claim, direction, seed=0):
    """Runs in which the claim's primary contrast comes out as planted.

    Args:
        claim: the claim.
        direction: +1 as the claim says, -1 the reverse, 0 on the border of the claim's region.
        seed: of the noise.
    """
    contrast, test = claim.primary.contrast, claim.primary.test

    def effect(run, rng):
        side = _side(run, contrast)
        noise = rng.normal(0, 0.01)
        if isinstance(test, Succeeds):
            happens = rng.random() < 0.5 + 0.45 * side * direction
            if test.outcome == "reached":
                return {} if happens else {"updates_to_target": np.nan}
            diverges = happens == (test.outcome == "diverged")
            return {"status": "diverged"} if diverges else {}
        if isinstance(test, Faster):
            ratio = {1: 0.6, -1: 1.5, 0: 1 - test.margin}[direction]
            share = 0.5 * (ratio if side > 0 else 1)
            return {"updates_to_target": 800 * (share + noise)}
        if isinstance(test, Equivalent):
            difference = {1: 0.0, -1: 0.2, 0: test.margin}[direction]
        else:
            difference = {1: 0.2, -1: -0.2, 0: test.margin}[direction]
        return {"score": 0.5 + side * difference / 2 + noise}

    return planted_runs(PLAN, effect, seed)


def _judge(name, frame):
    return verdicts.judge(name, CLAIMS[name], frame).verdict


@everywhere
@pytest.mark.parametrize("check", CLAIM_CHECKS)
def test_it_is_a_claim(check, name):
    check(CLAIMS[name])


@everywhere
def test_a_planted_effect_supports_it(name):
    assert _judge(name, _planted(CLAIMS[name], +1)) == "supported"


@everywhere
def test_the_reverse_refutes_it(name):
    assert _judge(name, _planted(CLAIMS[name], -1)) == "refuted"


@everywhere
def test_an_effect_on_the_border_is_left_undecided(name):
    """Each of the two errors has a rate of 5 %: more than 5 in 20 has a chance of 1 %."""
    decided = 0
    for seed in range(20):
        frame = _planted(CLAIMS[name], 0, seed)
        decided += _judge(name, frame[frame["seed"] < 5]) != "inconclusive"
    assert decided <= 5


@everywhere
def test_where_nothing_is_learned_nothing_is_decided(name):
    nothing = {"score": 0.0, "updates_to_target": np.nan}
    verdict = _judge(name, planted_runs(PLAN, lambda run, rng: nothing))
    assert verdict == "inconclusive"


@everywhere
def test_the_plan_trains_what_it_needs_and_no_more(name):
    claim = CLAIMS[name]
    everything = _planted(claim, +1)
    needed = [PLAN.shards[path] for path in PLAN.needed(name)]
    keys = {(s.study, s.task, s.cell, s.norm) for s in needed}
    own = [tuple(row) in keys for row in everything[["study", "task", "cell", "norm"]].to_numpy()]
    whole = verdicts.judge(name, claim, everything)
    assert verdicts.judge(name, claim, everything[own]) == whole
    for path in PLAN.needed(name):
        shard = PLAN.shards[path]
        without = everything[
            ~(
                (everything["study"] == shard.study)
                & (everything["task"] == shard.task)
                & (everything["cell"] == shard.cell)
            )
        ]
        assert verdicts.judge(name, claim, without) != whole


def test_runs_are_paired_by_seed_and_by_nothing_else():
    contrast = CLAIMS["gru_matches_lstm_accuracy"].primary.contrast
    frame = planted_runs(PLAN, lambda run, rng: {"score": run.seed + (run.cell == "gru")})
    shuffled = frame.sample(frac=1, random_state=1)
    for stratum in strata(shuffled, contrast):
        assert (stratum.a["score"] - stratum.b["score"] == 1).all()
    lacking = frame[~((frame["cell"] == "gru") & (frame["seed"] == 3))]
    with pytest.raises(ValueError, match="not pairs by seed"):
        strata(lacking, contrast)


def test_a_long_range_contrast_looks_at_long_range_tasks_only():
    contrast = CLAIMS["gated_cells_beat_vanilla_on_long_range"].primary.contrast
    assert {s.axes["task"] for s in strata(planted_runs(PLAN), contrast)} == {"adding", "copying"}


def test_missing_runs_are_named():
    contrast = CLAIMS["gru_matches_lstm_accuracy"].primary.contrast
    frame = planted_runs(PLAN)
    with pytest.raises(MissingRunsError, match="no runs with cell 'gru'"):
        strata(frame[frame["cell"] != "gru"], contrast)


def test_tuning_runs_are_never_judged():
    frame = planted_runs(PLAN)
    tuning = frame.assign(stage="tune", score=1.0)
    claim = CLAIMS["gru_matches_lstm_accuracy"]
    name = "gru_matches_lstm_accuracy"
    with_tuning = verdicts.judge(name, claim, pd.concat([frame, tuning]))
    assert with_tuning == verdicts.judge(name, claim, frame)


def test_a_diverged_run_counts_as_the_baseline():
    name = "lstm_more_powerful_than_gru"
    frame = planted_runs(PLAN, lambda run, rng: {"status": "diverged"} if run.cell == "gru" else {})
    verdict = verdicts.judge(name, CLAIMS[name], frame)
    assert verdict.verdict == "supported"
    assert verdict.primary.effect == pytest.approx(0.5, abs=0.01)
    assert verdict.primary.n == PLAN.config.studies["core"].seeds


def test_holm_makes_weak_verdicts_inconclusive_and_says_so():
    frame = _planted(CLAIMS["gru_matches_lstm_accuracy"], -1)
    one = verdicts.judge("gru_matches_lstm_accuracy", CLAIMS["gru_matches_lstm_accuracy"], frame)
    weak = one.model_copy(update={"primary": one.primary.model_copy(update={"p": 0.03})})
    (alone,) = verdicts.adjust([weak])
    assert alone.verdict == "refuted"
    for_two = verdicts.adjust([weak, weak.model_copy(update={"claim": "another"})])
    assert [v.verdict for v in for_two] == ["inconclusive", "inconclusive"]
    assert "not after Holm" in for_two[0].primary.reason


def test_verdicts_survive_being_written_and_read():
    for name, claim in CLAIMS.items():
        verdict = verdicts.judge(name, claim, _planted(claim, 0))
        assert verdicts.ClaimVerdict.model_validate_json(verdict.model_dump_json()) == verdict


def test_a_claim_without_runs_is_not_run():
    name = "gru_matches_lstm_accuracy"
    verdict = verdicts.not_run(name, CLAIMS[name], "for a reason")
    assert (verdict.verdict, verdict.primary.reason) == ("not run", "for a reason")
