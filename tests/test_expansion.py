"""From configs to shards and runs."""

from dataclasses import astuple
from pathlib import Path

import pytest
import toys

from rnnbench import config
from rnnbench.claims import Question, Readings, Superior
from rnnbench.components.data_files import DataError
from rnnbench.components.registry import BUILT_IN
from rnnbench.config import ConfigError
from rnnbench.plan import dependencies, estimates, networks, preflight, sources
from rnnbench.plan.expansion import expand
from rnnbench.plan.plan import claims_of

CONFIGS = Path(__file__).parent.parent / "config"


def _plan(probes=None, components=(), **changes):
    study = {
        "cells": ["vanilla", "lstm"],
        "inits": ["default", "forget_bias_one"],
        "norms": ["none", "layer"],
        "clips": ["none", "norm"],
        "tasks": {"adding": {"length": [3, 5]}, "copying": {"length": 2, "string": 2}},
        "updates": 10,
        "evaluations": 5,
        "learning_rates": [0.01, 0.1],
        "tuning_seeds": 2,
        "seeds": 3,
        **changes,
    }
    values = {"scale": "test", "studies": {"core": study}, "probes": probes or {}}
    values["components"] = list(components)
    return expand(config.load(values))


def test_a_study_is_the_product_of_its_axes():
    plan = _plan()
    assert len(plan.shards) == 2 * 2 * 2  # tasks, cells, norms
    shard = plan.shards["core/plain/adding/lstm/layer/0-2"]
    assert len(shard.arms()) == 2 * 2 * 2  # lengths, inits, clips
    tuning = shard.runs("tune")
    assert len(tuning) == shard.run_counts()["tune"] == 8 * 2 * 2  # rates, seeds
    rates = dict.fromkeys(shard.arms(), 0.1)
    runs = shard.runs("train", rates)
    assert len(runs) == shard.run_counts()["train"] == 8 * 3
    assert {run.learning_rate for run in runs} == {0.1}
    assert len(set(map(astuple, tuning + runs))) == len(tuning + runs), "no run twice"


def test_without_tuning_learning_rates_are_arms():
    (shard, *_) = _plan(tuning_seeds=0).shards.values()
    assert shard.runs("tune") == []
    assert {run.learning_rate for run in shard.runs("train")} == {0.01, 0.1}
    assert len(shard.runs("train")) == shard.run_counts()["train"]


def test_what_makes_no_sense_is_left_out_with_a_reason():
    plan = _plan()
    assert {n["init"] for n in plan.shards["core/plain/adding/vanilla/none/0-2"].named()} == {
        "default"
    }
    (omission,) = plan.omissions
    assert omission.what == "vanilla with forget_bias_one"
    assert "no gate that retains" in omission.why
    only = _plan(inits=["forget_bias_one"])
    assert not any(shard.cell == "vanilla" for shard in only.shards.values())


def test_what_needs_a_recurrent_matrix_is_left_out_of_a_cell_without():
    penalties = ["none", "l2", "omega"]
    own = {"components": [toys.FOLDER], "cells": ["min_gru"], "inits": ["default", "orthogonal"]}
    plan = _plan(**own, penalties=penalties)
    combinations = {names for shard in plan.shards.values() for names in shard.combinations}
    assert {(init, penalty) for init, _, penalty in combinations} == {("default", "none")}
    assert {omission.what: omission.why for omission in plan.omissions} == dict.fromkeys(
        ("min_gru with orthogonal", "min_gru with penalty l2", "min_gru with penalty omega"),
        "MinGRU has no recurrent matrix",
    )


def test_a_corpus_that_is_not_there_is_left_out_and_does_not_fail(tmp_path):
    absent = str(tmp_path / "absent.txt")
    plan = _plan(
        tasks={"adding": {"length": 3}, "char_lm": {"length": 3, "corpus": {"path": absent}}}
    )
    assert {shard.task for shard in plan.shards.values()} == {"adding"}
    assert any(absent in omission.why for omission in plan.omissions)


def test_a_study_without_its_data_disappears_with_a_line_that_says_how_to_get_them(
    tmp_path, monkeypatch
):
    for folder in ("RNNBENCH_DATA", "XDG_CACHE_HOME"):
        monkeypatch.setenv(folder, str(tmp_path / folder))
    plan = _plan(tasks={"char_lm": {"length": [3, 4], "corpus": "text8"}})
    assert plan.shards == {}
    said = {omission.what: omission.why for omission in plan.omissions}
    assert "rnnbench data text8" in said["char_lm"]
    assert set(plan.missing) == set(claims_of(BUILT_IN))


def test_a_probe_without_its_data_is_left_out_with_a_line_that_says_how_to_get_them(
    tmp_path, monkeypatch
):
    for folder in ("RNNBENCH_DATA", "XDG_CACHE_HOME"):
        monkeypatch.setenv(folder, str(tmp_path / folder))
    asked = Readings("natural_agreement", "error", a=("lstm",))
    plan = _plan({"natural_agreement": {}, "linear_growth": {}})
    assert set(plan.probes) == {"linear_growth"}
    (said,) = (omission for omission in plan.omissions if omission.what == "natural_agreement")
    assert "rnnbench data penn_treebank" in said.why
    assert "rnnbench data penn_treebank" in plan._lacks(Question(asked, Superior()))
    wanted = {corpus.name for corpus in preflight.corpora(plan.config)}
    assert {"penn_treebank", "linzen_agreement"} <= wanted
    here = {"corpus": "english_reference", "sentences": "toy_choices"}
    plan = _plan({"natural_agreement": here}, components=[toys.FOLDER])
    assert set(plan.probes) == {"natural_agreement"}
    assert plan._lacks(Question(asked, Superior())) is None
    depended = dependencies.probe_files(plan.config, "natural_agreement")
    assert any(file.endswith("toy_choices.py") for file in depended)


def test_a_claim_on_distance_is_not_judged_where_the_tasks_that_ask_for_it_are_left_out():
    plan = _plan(tasks={"char_lm": {"length": 3}}, cells=["vanilla", "lstm", "gru"])
    claim = "gated_cells_beat_vanilla_on_long_range"
    assert "has no long-range task here" in plan.missing[claim]


def test_data_that_are_not_the_right_ones_stop_the_plan(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNBENCH_DATA", str(tmp_path))
    (tmp_path / "text8").mkdir()
    (tmp_path / "text8" / "text8").write_text("anarchism")
    with pytest.raises(DataError, match=r"text8/text8: wrong content"):
        _plan(tasks={"char_lm": {"length": 3, "corpus": "text8"}})


def test_a_test_at_a_length_that_a_task_does_not_have_stops_the_plan():
    with pytest.raises(ConfigError, match="test_lengths: adding at length 1: length: "):
        _plan(tasks={"adding": {"length": 5}}, test_lengths=[0.2])


@pytest.mark.parametrize("cell", ["vanilla", "gru", "lstm"])
@pytest.mark.parametrize("hidden", [1, 2, 7, 20])
def test_equal_weights_are_as_near_as_units_can_come(cell, hidden):
    plan = _plan(cells=["lstm", cell] if cell != "lstm" else ["gru", cell], inits=["default"],
                 norms=["none"], clips=["none"], tasks={"adding": {"length": 3}},
                 equal="parameters", hidden=hidden)  # fmt: skip
    first, other = plan.shards.values()
    task = networks.task_of(first, 3, BUILT_IN)
    aim = networks.network_of(first, task, BUILT_IN).parameters()

    def distance(units):
        changed = other.model_copy(update={"hidden": units})
        return abs(networks.network_of(changed, task, BUILT_IN).parameters() - aim)

    assert distance(other.hidden) == min(map(distance, range(1, 4 * hidden + 5)))


def test_where_data_lie_is_no_part_of_what_is_trained(tmp_path):
    text = tmp_path / "own.txt"
    text.write_text("to be or not to be " * 50)
    study = {
        "cells": ["lstm"],
        "tasks": {"char_lm": {"length": 3, "corpus": {"path": str(text)}}},
        "updates": 1,
        "evaluations": 1,
        "learning_rates": [0.1],
        "seeds": 1,
    }
    values = {"scale": "test", "studies": {"core": study}}
    here = expand(config.load(values))
    there = expand(config.load({**values, "execution": {"data": str(tmp_path)}}))
    assert there.registry.data == str(tmp_path)
    assert here.shards == there.shards
    assert text in dependencies.components(
        here.shards["core/plain/char_lm/lstm/none/0-0"], BUILT_IN
    )
    (corpus,) = preflight.corpora(here.config)
    assert corpus.paths == (text,)


def test_a_shard_survives_its_json():
    for shard in _plan().shards.values():
        assert type(shard).model_validate_json(shard.model_dump_json()) == shard


def test_components_are_the_files_of_the_shards_own_parts():
    plan = _plan()
    files = {
        Path(file).resolve()
        for file in dependencies.component_files(
            plan.shards["core/plain/adding/lstm/layer/0-2"], BUILT_IN
        )
    }
    for kind, name in [
        ("cells", "lstm"),
        ("norms", "layer"),
        ("tasks", "adding"),
        ("clips", "norm"),
    ]:
        assert BUILT_IN.source(kind, name).resolve() in files
    assert BUILT_IN.source("cells", "vanilla").resolve() not in files
    assert sources.ENGINE_VERSION.resolve() in files
    assert all(file.is_file() for file in files)


@pytest.mark.parametrize("alone", [{"shared_weights": False}, {"dropout": "zoneout"}])
def test_what_the_eager_back_end_alone_can_run_takes_longer(alone):
    work = {"hidden": 64, "updates": 10_000}
    plain, slow = (
        estimates.seconds(next(iter(_plan(**work, **changes).shards.values())), BUILT_IN)
        for changes in ({}, alone)
    )
    assert slow > 1.1 * plain


def test_cost_grows_with_the_work():
    def cost(**changes):
        return sum(estimates.seconds(shard, BUILT_IN) for shard in _plan(**changes).shards.values())

    base = cost()
    assert base > 0
    assert cost(seeds=6) > base
    assert cost(hidden=64) > base
    more, most = cost(updates=20) - base, cost(updates=40) - base
    assert most == pytest.approx(3 * more), "to start a job costs once"


@pytest.mark.parametrize("scale", ["smoke", "quick", "standard", "full"])
def test_every_scale_judges_every_claim_and_fits_a_dag(scale):
    plan = expand(config.read(CONFIGS / f"{scale}.yaml"))
    assert plan.missing == {} or scale == "quick"
    assert 2 * len(plan.shards) < 5000
    for claim in plan.judged():
        assert plan.needed(claim) or plan.probed(claim)


def test_claims_that_a_config_cannot_judge_have_a_reason():
    plan = _plan()
    assert "no cell gru" in plan.missing["gru_matches_lstm_accuracy"]
    assert "no study 'clipping'" in plan.missing["clipping_prevents_divergence"]
    assert (
        "two seeds"
        in _plan(seeds=1, cells=["lstm", "peephole_lstm"]).missing["peephole_gives_no_gain"]
    )


def test_a_fraction_holds_what_is_crossed_and_says_what_it_leaves_out():
    plan = _plan(crossed=[["inits", "clips"], ["norms"]], penalties=["none", "l2"])
    combinations = {path: shard.combinations for path, shard in plan.shards.items()}
    assert combinations["core/plain/adding/lstm/none/0-2"] == (
        ("default", "none", "none"),
        ("default", "norm", "none"),
        ("forget_bias_one", "none", "none"),
        ("forget_bias_one", "norm", "none"),
    )
    assert combinations["core/plain/adding/lstm/layer/0-2"] == (("default", "none", "none"),)
    said = {omission.what: omission.why for omission in plan.omissions}
    # 2 inits of lstm, 1 of vanilla, with 2 norms, 2 clips, 2 penalties: 4 + 1 and 2 + 1 are in
    assert said["16 of 24 combinations of axes"] == "crossed are only inits × clips; norms"


def test_by_default_everything_is_crossed():
    whole = _plan(penalties=["none", "l2"])
    named = _plan(penalties=["none", "l2"], crossed=[["inits", "norms", "clips", "penalties"]])
    assert whole.shards == named.shards
    assert len(whole.shards["core/plain/adding/lstm/layer/0-2"].combinations) == 2 * 2 * 2


def test_a_claim_whose_arm_a_fraction_leaves_out_is_not_judged():
    inits = ["default", "forget_bias_one"]
    axes = {"cells": ["lstm", "gru"], "inits": inits, "clips": ["norm", "none"]}
    claim = "forget_bias_one_helps"
    assert claim in _plan(**axes).judged()
    held_at_none = _plan(**{**axes, "clips": ["none", "norm"]}, crossed=[["inits"], ["clips"]])
    assert "leaves init forget_bias_one out" in held_at_none.missing[claim]


def test_the_readme_tells_what_full_costs(monkeypatch, tmp_path):
    """Where no data were downloaded."""
    monkeypatch.delenv("RNNBENCH_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    shards = expand(config.read(CONFIGS / "full.yaml")).shards.values()
    counts = [shard.run_counts() for shard in shards]
    runs, tuning = (sum(count[stage] for count in counts) for stage in ("train", "tune"))
    hours = sum(estimates.seconds(shard, BUILT_IN) for shard in shards) / 3600
    readme = " ".join((CONFIGS.parent / "README.md").read_text().split())
    assert f"{runs:,} runs plus {tuning:,} tuning runs" in readme
    assert f"about {round(hours, -2):,.0f} core-hours" in readme
    assert len(shards) * 2 + len(claims_of(BUILT_IN)) < 5000, "jobs"


def test_a_norm_of_the_memory_is_left_out_where_there_is_none():
    plan = _plan(norms=["none", "layer_memory"], inits=["default"])
    assert "core/plain/adding/lstm/layer_memory/0-2" in plan.shards
    assert "core/plain/adding/vanilla/layer_memory/0-2" not in plan.shards
    (omission,) = plan.omissions
    assert omission.what == "vanilla with norm layer_memory"
