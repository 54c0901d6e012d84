"""Blocks of seeds: their allocation to claims, and the error rates of interim analyses."""

import json
import zlib
from dataclasses import replace
from itertools import accumulate
from unittest import mock

import numpy as np
import pytest
import simulated
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from rnnbench import config
from rnnbench.claims import Equivalent, Superior
from rnnbench.claims.tests import Sample
from rnnbench.cli import plan_table
from rnnbench.components.registry import BUILT_IN
from rnnbench.config import ConfigError, Execution
from rnnbench.judging import verdicts
from rnnbench.judging.interim import InterimAnalysis
from rnnbench.pipeline import collect, extend, judge
from rnnbench.pipeline.judge import JudgingJob
from rnnbench.pipeline.train import run_stage
from rnnbench.plan import seed_allocation
from rnnbench.plan.expansion import expand
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import claims_of
from rnnbench.report import build, prose
from rnnbench.stats.decisions import ALPHA
from rnnbench.storage import files, results
from rnnbench.storage.files import ResultsError

FASTER = "gru_converges_faster_than_lstm"
EQUAL = "gru_matches_lstm_accuracy"
LOCAL = "vanilla_suffices_for_local_context"
CLOCK = ["seconds", "seconds_to_target"]
CLAIMS = claims_of(BUILT_IN)
FIRST = InterimAnalysis(1, 3)


def _config(folder, seeds, **changes):
    study = {
        "cells": ["vanilla", "lstm", "gru"],
        "tasks": {"adding": {"length": [3, 5]}},
        "hidden": 4,
        "batch": 4,
        "updates": 6,
        "evaluations": 2,
        "learning_rates": [0.01, 0.1],
        "tuning_seeds": 1,
        "seeds": seeds,
        **changes,
    }
    values = {"scale": "test", "studies": {"core": study}}
    return config.load({**values, "results": f"{folder}/r", "reports": f"{folder}/p"})


def _plan(folder, seeds, allocated=None, **changes):
    own = _config(folder, seeds, **changes)
    if allocated:
        seed_allocation.write(Paths.of(own).seed_allocation, allocated)
    return expand(own)


sizes = st.lists(st.integers(1, 6), min_size=1, max_size=4)


@settings(max_examples=20)
@given(sizes)
def test_blocks_share_out_the_seeds_of_one_block(tmp_path_factory, sizes):
    folder = tmp_path_factory.getbasetemp() / "none"
    apart, whole = _plan(folder, sizes), _plan(folder, sum(sizes))

    def runs(plan):
        return [
            run
            for shard in plan.declared.values()
            for run in shard.runs("train", dict.fromkeys(shard.arms(), 0.1))
        ]

    assert len(runs(apart)) == len(set(runs(apart))), "no seed is in two blocks"
    assert set(runs(apart)) == set(runs(whole))
    assert list(apart.tuned) == list(whole.tuned), "tuning does not know blocks"
    first = {shard.seeds for shard in apart.shards.values()}
    assert first == {(0, sizes[0] - 1)}


def test_a_number_is_one_block_and_auto_a_list_declared_once(tmp_path):
    study = _config(tmp_path, "auto").studies["core"]
    assert study.seeds == config.AUTO
    assert _config(tmp_path, 7).studies["core"].blocks == ((0, 6),)
    assert _config(tmp_path, [2, 3]).studies["core"].blocks == ((0, 1), (2, 4))
    own = _config(tmp_path, [2, 3])
    assert config.load(json.loads(own.model_dump_json())) == own
    for wrong in (0, [], [5, 0], "automatic", 2.5):
        with pytest.raises(ConfigError, match=r"^studies\.core\.seeds"):
            _config(tmp_path, wrong)


def test_a_runs_numbers_do_not_depend_on_blocks(tmp_path):
    def trained(seeds):
        plan = _plan(tmp_path / "none", seeds, cells=["gru"], tuning_seeds=0)
        paths = []
        for shard in plan.declared.values():
            folder = tmp_path / shard.path("train")
            run_stage(shard, "train", folder, folder / "rates.json", Execution(device="cpu"))
            paths.append(folder)
        order = ["length", "learning_rate", "seed"]
        tables = {
            t: results.read(t, [p / f"{t}.parquet" for p in paths]) for t in ("runs", "curves")
        }
        runs = tables["runs"].drop(columns=CLOCK).sort_values(order, ignore_index=True)
        return runs, tables["curves"].sort_values([*order, "update"], ignore_index=True)

    for apart, whole in zip(trained([2, 1, 2]), trained(5), strict=True):
        assert apart.equals(whole)


def test_a_further_block_goes_to_the_shards_of_the_claim(tmp_path):
    plan = _plan(tmp_path, [2, 3, 4], {FASTER: 2})
    further = [shard for shard in plan.shards.values() if not shard.first]
    assert {(shard.cell, shard.seeds) for shard in further} == {("lstm", (2, 4)), ("gru", (2, 4))}
    seen = {claim: {plan.shards[p].seeds for p in plan.needed(claim)} for claim in (FASTER, EQUAL)}
    assert seen == {FASTER: {(0, 1), (2, 4)}, EQUAL: {(0, 1)}}, "others look at their own blocks"
    assert (plan.seeds(FASTER), plan.seeds(EQUAL)) == (5, 2)
    assert plan.interim(FASTER) == InterimAnalysis(2, 3)
    assert sum(shard.run_counts()["tune"] for shard in further) == 0


def test_allocations_to_unknown_claims_or_beyond_the_last_block_do_nothing(tmp_path):
    plan = _plan(tmp_path, [2, 3], {EQUAL: 9, "no_such_claim": 2})
    assert plan.interim(EQUAL) == InterimAnalysis(2, 2)
    assert {shard.seeds for shard in plan.shards.values()} == {(0, 1), (2, 4)}
    plain = _plan(tmp_path, 5)
    assert plain.shards == plain.first, "a plain number has no further block"


def test_the_plan_says_how_much_could_be_added(tmp_path, capsys):
    arms = 2 * 3  # lengths, cells: claims look at all of them
    plan_table.show(_plan(tmp_path, [2, 3, 4]))
    assert f"may add up to {arms * (3 + 4)} runs in 6 shards" in capsys.readouterr().out
    plan_table.show(_plan(tmp_path, [2, 3, 4], dict.fromkeys(CLAIMS, 2)))
    assert f"may add up to {arms * 4} runs in 3 shards" in capsys.readouterr().out
    plan_table.show(_plan(tmp_path, 9))
    assert "may add" not in capsys.readouterr().out


def test_a_damaged_seed_allocation_is_named(tmp_path):
    path = Paths.of(_config(tmp_path, [2, 3])).seed_allocation
    files.write_atomically(path, b'{"a": 0}')
    with pytest.raises(ResultsError, match=r"seeds\.json: damaged"):
        _plan(tmp_path, [2, 3])


def test_studies_with_other_blocks_are_not_paired(tmp_path):
    values = _config(tmp_path, [2, 3]).model_dump(mode="json")
    core = values["studies"]["core"]
    values["studies"]["normalisation"] = {**core, "seeds": [3, 2]}
    plan = expand(config.load(values))
    contrasts = CLAIMS[LOCAL].primary.contrasts()
    apart = replace(CLAIMS[LOCAL].primary, minus=replace(contrasts[0], study="normalisation"))
    assert plan._lacks(apart) == "studies core and normalisation do not have the same seeds"


# Error rates of interim analyses


@pytest.mark.parametrize("declared", [1, 2, 5])
@pytest.mark.parametrize("test", [Superior(0.02), Equivalent(0.02)])
def test_each_interim_analysis_has_its_share_of_the_error_rate(declared, test):
    differences = np.random.default_rng(1).normal(0.03, 0.1, 8)
    sample = Sample("task", "", ("a", "b"), differences, None)
    interval = test.decide([sample], InterimAnalysis(1, declared).alpha).effect
    reach = stats.t.ppf(1 - ALPHA / declared, 8 - 2) * stats.sem(differences)
    mean = differences.mean()
    assert (interval.low, interval.high) == pytest.approx((mean - reach, mean + reach))
    assert interval.level == pytest.approx(1 - 2 * ALPHA / declared)


def test_a_verdict_has_its_level_and_the_p_value_of_all_analyses(tmp_path):
    plan = _plan(tmp_path, 10)
    evidence = simulated.evidence(plan, CLAIMS[EQUAL], +1)
    alone = verdicts.judge(EQUAL, CLAIMS[EQUAL], evidence)
    fourth = verdicts.judge(EQUAL, CLAIMS[EQUAL], evidence, InterimAnalysis(2, 4))
    assert fourth.primary.p == pytest.approx(4 * alone.primary.p)
    assert InterimAnalysis(1, 4).overall(0.5) == 1
    assert fourth.primary.level == pytest.approx(1 - ALPHA / 2)
    assert fourth.primary.high > alone.primary.high
    assert prose.interim_analysis(fourth) == "analysis 2 of at most 4, 98.8 % intervals"


def test_over_all_analyses_the_error_rate_holds_on_the_border():
    """Without the split, the error rate is exceeded; that is measured, too."""
    blocks = list(accumulate(config.AUTO))
    values = np.random.default_rng(7).normal(0.0, 1.0, (20_000, blocks[-1]))

    def ever_above(alpha):
        lower = [
            values[:, :n].mean(1)
            - stats.t.ppf(1 - alpha, n - 1) * values[:, :n].std(1, ddof=1) / np.sqrt(n)
            for n in blocks
        ]
        return float(np.mean(np.max(lower, axis=0) > 0))

    noise = 3 * np.sqrt(ALPHA * (1 - ALPHA) / len(values))
    assert ever_above(InterimAnalysis(1, len(blocks)).alpha) <= ALPHA + noise
    assert ever_above(ALPHA) > ALPHA + noise


# Seed allocation


def _verdict(claim, p, outcome, interim=FIRST):
    primary = verdicts.Answer(
        label="", verdict=outcome, reason="r", unit="u", a="a", b="b", p=p, level=0.9
    )
    return verdicts.ClaimVerdict(
        claim=claim, section="Cells", sources=(), wording="w", refuted_by="r", contradicts=(),
        studies=("core",), probes=(), interim=interim, primary=primary,
    )  # fmt: skip


def test_undecided_claims_have_a_next_block(tmp_path):
    plan = _plan(tmp_path, [2, 3, 4], {EQUAL: 2, LOCAL: 3})
    undecided = {
        FASTER: _verdict(FASTER, 0.5, "undecided"),
        EQUAL: _verdict(EQUAL, 0.5, "undecided", InterimAnalysis(2, 3)),
        LOCAL: _verdict(LOCAL, 0.5, "undecided", InterimAnalysis(3, 3)),
    }
    assert extend.next_blocks(plan, list(undecided.values())) == {FASTER: 3, EQUAL: 4}
    assert extend.next_blocks(plan, [_verdict(FASTER, 0.001, "holds")]) == {}
    assert extend.next_blocks(plan, [_verdict(FASTER, None, "not run")]) == {}
    behind = _verdict(EQUAL, 0.5, "undecided")
    assert extend.next_blocks(plan, [behind]) == {}, (
        "it has not been judged on its allocated blocks"
    )


def test_allocation_adds_blocks_and_never_takes_any_away(tmp_path):
    own = _config(tmp_path, [2, 3, 4])
    paths = Paths.of(own)
    seed_allocation.write(paths.seed_allocation, {EQUAL: 2, LOCAL: 3})
    found = [
        _verdict(FASTER, 0.5, "undecided"),
        _verdict(EQUAL, 0.001, "holds", InterimAnalysis(2, 3)),
        _verdict(LOCAL, 0.5, "undecided", InterimAnalysis(3, 3)),
    ]
    files.write_atomically(paths.verdicts, collect.VERDICTS.dump_json(found))
    assert extend.allocate(expand(own)) == {FASTER: 3}
    assert seed_allocation.read(paths.seed_allocation) == {EQUAL: 2, LOCAL: 3, FASTER: 2}
    assert extend.allocate(expand(own)) == {}, "not before the next verdict"


p_values = st.sampled_from([0.001, 0.01, 0.02, 0.04, 0.06, 0.5])
judged = st.tuples(p_values, st.sampled_from(["holds", "does not hold", "undecided"]))


@settings(max_examples=15)
@example(
    [
        ((0.001, "undecided"), (0.5, "undecided")),  # its interval is wider than its test
        ((0.02, "holds"), (0.02, "holds")),
        ((0.5, "undecided"), (0.5, "undecided")),
    ]
)
@given(st.lists(st.tuples(judged, judged), min_size=2, max_size=4))
def test_a_decided_claim_stays_decided_whatever_more_seeds_do_to_others(pairs):
    """The undecided get any other p-value and verdict; Holm's correction spares the rest."""
    with mock.patch("gc.collect"):  # statsmodels' Holm calls it, for most of its time
        before = verdicts.adjust([_verdict(str(i), *old) for i, (old, _) in enumerate(pairs)])
        decided = {v.claim: v.verdict for v in before if v.verdict != "undecided"}
        after = verdicts.adjust(
            [
                _verdict(str(i), *(old if str(i) in decided else new))
                for i, (old, new) in enumerate(pairs)
            ]
        )
    assert decided.items() <= {v.claim: v.verdict for v in after}.items()


def test_a_claim_is_shown_and_judged_on_its_own_blocks_though_others_trained_more(tmp_path):
    """GRU and LSTM have further seeds that the claim on vanilla nets does not look at."""

    def score(run, _):
        return {"score": 0.5 + zlib.crc32(repr(run.axes()).encode()) / 2**32 / 20}

    def judged_on(plan):
        paths = Paths.of(plan.config)
        frame = simulated.runs(plan, score)
        results.write("runs", frame, paths.table("runs"))
        results.write("curves", simulated.curves(frame), paths.table("curves"))
        results.write("tests", simulated.further_tests(plan, frame), paths.table("tests"))
        results.write("readings", [], paths.table("readings"))
        files.write_atomically(paths.calibration, simulated.calibration())
        for shard in plan.shards.values():
            axes = ("task", "cell")
            here = (frame[list(axes)] == [getattr(shard, axis) for axis in axes]).all(axis=1)
            own = frame[here & frame["seed"].between(*shard.seeds)]
            folder = paths.shard("train", shard)
            results.write("runs", own, folder / "runs.parquet")
            results.write("tests", [], folder / "tests.parquet")
            results.write("runs", [], paths.shard("tune", shard) / "runs.parquet")
        for claim in plan.judged():
            judge.judge(JudgingJob.of(plan, claim), paths.claim(claim))
        collect.verdicts(plan)
        return {v.claim: v for v in collect.read_verdicts(paths)}, paths

    plain, _ = judged_on(_plan(tmp_path / "one", [3, 4]))
    plan = _plan(tmp_path / "two", [3, 4], {FASTER: 2})
    further, paths = judged_on(plan)
    build.report(plan)
    assert further[FASTER].primary.n == 7
    assert further[LOCAL].primary.n == 3
    assert further[LOCAL].primary.p == plain[LOCAL].primary.p
    level = f"{100 * (1 - ALPHA):.3g} %"
    assert f"2 of at most 2, each with intervals of level {level}" in paths.report.read_text()
    assert (paths.reports / "figures" / f"{LOCAL}.svg").exists()
