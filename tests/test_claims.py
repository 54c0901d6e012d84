"""Every claim that is discovered: supported by a simulated effect, refuted by its reverse, and left
undecided on the border of what it predicts."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import simulated
from kinds import one_of_each

from rnnbench import config
from rnnbench.claims import Faster, Identity, Question, Readings
from rnnbench.components.registry import BUILT_IN
from rnnbench.judging import verdicts
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.pairs import MissingRunsError, strata
from rnnbench.plan.expansion import expand
from rnnbench.plan.plan import claims_of
from rnnbench.testing import CLAIM_CHECKS

CONFIGS = Path(__file__).parent.parent / "config"


def _with_seeds(seeds):
    """The smoke scale, which has something of everything, with other numbers of seeds."""
    smoke = config.read(CONFIGS / "smoke.yaml").model_dump(mode="json")
    for study in smoke["studies"].values():
        study.update(seeds=seeds)
    smoke["probes"] = {name: {**own, "seeds": seeds} for name, own in smoke["probes"].items()}
    return expand(config.load(smoke))


PLAN, FEW = _with_seeds(10), _with_seeds(5)
CLAIMS = claims_of(BUILT_IN)
everywhere = pytest.mark.parametrize("name", list(CLAIMS))
on_each_kind = pytest.mark.parametrize("name", one_of_each())
on_runs = pytest.mark.parametrize(
    "name",
    [name for name, claim in CLAIMS.items() if not isinstance(claim.primary.contrast, Readings)],
)


def _simulated(name, direction, seed=0, plan=PLAN):
    return simulated.evidence(plan, CLAIMS[name], direction, seed)


def _judge(name, evidence):
    return verdicts.judge(name, CLAIMS[name], evidence).verdict


def test_smoke_scale_judges_every_claim():
    assert PLAN.missing == {}


@everywhere
@pytest.mark.parametrize("check", CLAIM_CHECKS)
def test_claim_passes_the_public_checks(check, name):
    check(CLAIMS[name])


@everywhere
def test_simulated_effect_supports_the_claim(name):
    assert _judge(name, _simulated(name, +1)) == "holds"


@everywhere
def test_reversed_effect_refutes_the_claim(name):
    assert _judge(name, _simulated(name, -1)) == "does not hold"


@on_each_kind
def test_effect_on_the_border_is_left_undecided(name):
    """Each of the two errors has a rate of 2.5 %: more than 5 in 20 has a chance below 0.1 %."""
    if isinstance(CLAIMS[name].primary.test, Identity):
        pytest.skip("an identity has no sampling error")
    alone = replace(CLAIMS[name], secondary={})  # the verdict is on the primary question
    found = [verdicts.judge(name, alone, _simulated(name, 0, seed, FEW)) for seed in range(20)]
    assert sum(claim.verdict != "undecided" for claim in found) <= 5


@on_runs
def test_claim_is_undecided_where_nothing_is_learned(name):
    if getattr(CLAIMS[name].primary.test, "of", "score") != "score":
        pytest.skip("it does not look at what is learned")
    assert _judge(name, _nothing_learned()) == "undecided"


@cache
def _nothing_learned():
    nothing = {"score": 0.0, "updates_to_target": np.nan}
    frame = simulated.runs(PLAN, lambda run, rng: nothing)
    return Evidence(frame, simulated.further_tests(PLAN, frame))


@on_runs
def test_plan_trains_what_a_claim_needs_and_no_more(name):
    everything = _simulated(name, +1, plan=FEW)
    whole = _judged(name, everything)

    def only(keep):
        tables = (everything.runs, everything.tests)
        return Evidence(*(table[[keep(*key) for key in _shards(table)]] for table in tables))

    needed = {
        (s.study, s.variant, s.task, s.cell, s.norm)
        for s in (FEW.shards[path] for path in FEW.needed(name))
    }
    assert _judged(name, only(lambda *key: key in needed)) == whole
    for shard in needed:
        assert _judged(name, only(lambda *key, shard=shard: key != shard)) != whole


def _judged(name, evidence):
    return verdicts.judge(name, CLAIMS[name], evidence)


def _shards(table):
    return map(tuple, table[["study", "variant", "task", "cell", "norm"]].to_numpy())


def test_runs_are_paired_by_seed_and_by_nothing_else():
    contrast = CLAIMS["gru_matches_lstm_accuracy"].primary.contrast
    frame = simulated.runs(PLAN, lambda run, rng: {"score": run.seed + (run.cell == "gru")})
    shuffled = frame.sample(frac=1, random_state=1)
    for stratum in strata(Evidence(shuffled), contrast):
        assert (stratum.a["score"] - stratum.b["score"] == 1).all()
    lacking = frame[~((frame["cell"] == "gru") & (frame["seed"] == 3))]
    with pytest.raises(ValueError, match="have different seeds"):
        strata(Evidence(lacking), contrast)


def test_runs_can_be_set_against_themselves_at_another_length():
    asked = CLAIMS["shared_parameters_generalise_over_length"].secondary
    (question,) = asked.values()
    frame = simulated.runs(PLAN)

    def score(row, multiple, inputs):
        return row["score"] - 0.1 * multiple - row["seed"] / 100

    evidence = Evidence(frame, simulated.further_tests(PLAN, frame, score))
    (stratum,) = strata(evidence, question.contrast)
    assert stratum.axes["variant"] == "shared_weights=True"
    assert stratum.names == ("2", "1")
    changes = stratum.a["score"] - stratum.b["score"]
    assert changes.to_numpy() == pytest.approx(-0.2 - np.arange(10) / 100)


def test_contrast_of_untested_lengths_is_missing():
    (question,) = CLAIMS["shared_parameters_generalise_over_length"].secondary.values()
    further = replace(question, contrast=replace(question.contrast, a=("4",)))
    assert "does not test at 4 × the length" in PLAN._lacks(further)
    assert PLAN._lacks(question) is None


def test_long_range_contrast_looks_at_long_range_tasks_only():
    contrast = CLAIMS["gated_cells_beat_vanilla_on_long_range"].primary.contrast
    assert {s.axes["task"] for s in strata(Evidence(simulated.runs(PLAN)), contrast)} == {"adding"}


def test_missing_runs_are_named():
    contrast = CLAIMS["gru_matches_lstm_accuracy"].primary.contrast
    frame = simulated.runs(PLAN)
    with pytest.raises(MissingRunsError, match="no runs with cell 'gru'"):
        strata(Evidence(frame[frame["cell"] != "gru"]), contrast)


def test_tuning_runs_are_never_judged():
    name = "gru_matches_lstm_accuracy"
    frame = simulated.runs(PLAN)
    tuning = frame.assign(stage="tune", score=1.0)
    both = Evidence(pd.concat([frame, tuning]))
    assert _judged(name, both) == _judged(name, Evidence(frame))


def test_diverged_run_counts_as_the_baseline():
    name = "lstm_more_powerful_than_gru"
    frame = simulated.runs(
        PLAN, lambda run, rng: {"status": "diverged"} if run.cell == "gru" else {}
    )
    verdict = _judged(name, Evidence(frame))
    assert verdict.verdict == "holds"
    assert verdict.primary.effect == pytest.approx(0.5, abs=0.01)
    assert verdict.primary.n == PLAN.seeds(name)


def test_logrank_is_the_same_in_flops_at_equal_costs():
    name = "batch_norm_speeds_training"
    frame, contrast = simulated.runs(PLAN), CLAIMS[name].primary.contrast
    updates, flops = (
        verdicts.judge(
            name, replace(CLAIMS[name], primary=Question(contrast, Faster(cost))), Evidence(frame)
        ).primary.logrank_p
        for cost in ("updates", "flops")
    )
    assert updates is not None
    assert flops == pytest.approx(updates)


def test_holm_leaves_weak_verdicts_undecided_and_says_so():
    name = "gru_matches_lstm_accuracy"
    one = _judged(name, _simulated(name, -1))
    weak = one.model_copy(update={"primary": one.primary.model_copy(update={"p": 0.02})})
    (alone,) = verdicts.adjust([weak])
    assert alone.verdict == "does not hold"
    for_two = verdicts.adjust([weak, weak.model_copy(update={"claim": "another"})])
    assert [v.verdict for v in for_two] == ["undecided", "undecided"]
    assert "not after Holm" in for_two[0].primary.reason


@on_each_kind
def test_verdict_survives_being_written_and_read(name):
    verdict = _judged(name, _simulated(name, 0))
    assert verdicts.ClaimVerdict.model_validate_json(verdict.model_dump_json()) == verdict


def test_readings_that_are_missing_are_named():
    verdict = _judged("linear_recursion_follows_largest_eigenvalue", Evidence())
    assert verdict.verdict == "not run"
    assert "probe 'linear_growth' has no growth_rate of 'normal'" in verdict.primary.reason
