"""Studies that vary a setting, that give cells equal numbers of weights, that repeat examples."""

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from test_engine import TRAINING

from rnnbench import config
from rnnbench.components.clips.none import NoClip
from rnnbench.components.registry import BUILT_IN
from rnnbench.components.tasks.adding import Adding
from rnnbench.config import ConfigError
from rnnbench.engine import training
from rnnbench.engine.network import Network
from rnnbench.engine.population import Member, Population
from rnnbench.plan.expansion import expand
from rnnbench.storage.runs import Run

AXES = ("s", "plain", "train", "adding", 5, "gru", "default", "none", "none", "none")


def _plan(**changes):
    study = {
        "cells": ["lstm", "gru", "vanilla"],
        "tasks": {"adding": {"length": 5}},
        "hidden": 12,
        "updates": 10,
        "evaluations": 2,
        "learning_rates": [0.01],
        "seeds": 2,
        **changes,
    }
    return expand(config.load({"scale": "test", "studies": {"some": study}}))


def test_every_variant_is_a_shard_that_trains_as_it_says():
    plan = _plan(vary={"batch": [4, 32]})
    assert len(plan.shards) == 3 * 2
    assert plan.shards["some/batch=4/adding/gru/none/0-1"].batch == 4
    assert {run.variant for s in plan.shards.values() for run in s.runs("tune")} == {
        "batch=4",
        "batch=32",
    }
    plain = _plan().shards["some/plain/adding/gru/none/0-1"]
    assert plain.variant == "plain"


@pytest.mark.parametrize(
    ("vary", "says"),
    [
        ({"bach": [4]}, "did you mean 'batch'"),
        ({"batch": [4, 0]}, "greater than 0"),
        ({"batch": [4], "depth": [1, 2]}, "at most 1 item"),
    ],
)
def test_what_cannot_vary_is_named(vary, says):
    with pytest.raises(ConfigError, match=says):
        _plan(vary=vary)


@pytest.mark.parametrize("cell", ["gru", "vanilla", "peephole_lstm"])
def test_equal_parameters_are_as_equal_as_units_allow(cell):
    plan = _plan(cells=["lstm", cell], equal="parameters")
    shards = {shard.cell: shard for shard in plan.shards.values()}
    assert shards["lstm"].hidden == 12

    def parameters(name, hidden):
        return Network.of(name, "none", Adding(length=5), hidden).parameters()

    aim, own = parameters("lstm", 12), shards[cell].hidden
    off = {units: abs(parameters(cell, units) - aim) for units in (own - 1, own, own + 1)}
    assert min(off, key=off.get) == own


@given(depth=st.integers(2, 6), hidden=st.integers(4, 24))
def test_variants_have_as_equal_numbers_of_weights_as_units_allow(depth, hidden):
    plan = _plan(cells=["gru"], hidden=hidden, equal="parameters", vary={"depth": [1, depth]})

    def parameters(depth, hidden):
        return Network.of("gru", "none", Adding(length=5), hidden, depth).parameters()

    shallow, deep = plan.shards.values()
    off = {
        units: abs(parameters(depth, units) - parameters(1, hidden))
        for units in range(max(1, deep.hidden - 1), deep.hidden + 2)
    }
    assert shallow.hidden == hidden
    assert off[deep.hidden] == min(off.values())


def test_examples_come_again_after_all_were_shown():
    task, runs = Adding(length=5), [Run(*AXES, 0.1, seed) for seed in (0, 1)]
    endless = TRAINING.model_copy(update={"evaluations": TRAINING.updates})
    few = endless.model_copy(update={"examples": 2 * endless.batch})
    still = [Run(*AXES, 1e-30, seed) for seed in (0, 1)]  # so that losses tell of the data alone

    def losses(runs, how):
        curves = pd.DataFrame(training.train(runs, task, how).curves)
        return curves.pivot(index="update", columns="seed", values="train_loss").to_numpy()

    repeated = losses(still, few)
    assert np.allclose(repeated[2:], repeated[:-2])
    assert not np.isclose(losses(still, endless)[2:], repeated[:-2]).any()
    assert np.allclose(losses(runs, few)[:2], losses(runs, endless)[:2]), "the first are the same"


def test_examples_make_whole_batches():
    with pytest.raises(ConfigError, match="whole batches of 32"):
        _plan(examples=40)


@pytest.mark.parametrize("norm", ["none", "weight"])
@pytest.mark.parametrize("cell", ["vanilla", "lstm", "gru", "antisymmetric_rnn"])
def test_the_recurrent_radius_is_that_of_what_multiplies_the_state(cell, norm):
    task = Adding(length=4)
    net = Network.of(cell, norm, task, 5)
    starts = [net.start(BUILT_IN.load("inits", "default")(), seed) for seed in range(3)]
    people = [Member(start, 0, NoClip(), 1.0, 0.1) for start in starts]
    radii = Population(net, task, people, "sgd", batch=4).recurrent_radii()
    (layer,) = net.layers().values()
    for start, radius in zip(starts, radii, strict=True):
        own = {name: weight[None] for name, weight in start.items() if name in layer.shapes()}
        blocks = layer.assembled(own)["U"][0].split(5, dim=1)
        expected = max(np.abs(np.linalg.eigvals(block.numpy())).max() for block in blocks)
        assert radius == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("lost", [np.inf, np.nan])
def test_there_is_no_radius_where_weights_are_lost(lost):
    task = Adding(length=4)
    net = Network.of("vanilla", "none", task, 5)
    starts = [net.start(BUILT_IN.load("inits", "default")(), seed) for seed in range(2)]
    (recurrent,) = (name for name, weight in starts[0].items() if weight.shape == (5, 5))
    starts[0][recurrent][0, 0] = lost
    people = [Member(start, 0, NoClip(), 1.0, 0.1) for start in starts]
    population = Population(net, task, people, "sgd", batch=4)
    first, second = population.recurrent_radii()
    assert np.isnan(first)
    assert second > 0
    kept = population.weights()[recurrent][0]
    assert torch.equal(kept.nan_to_num(), starts[0][recurrent].nan_to_num()), "asking changes none"


def test_a_run_that_diverged_has_a_radius_too():
    rows = training.train(
        [Run(*AXES, rate, seed) for seed, rate in enumerate((0.01, 1e30))],
        Adding(length=5),
        TRAINING,
    ).runs
    assert [row["status"] for row in rows] == ["ok", "diverged"]
    assert all(np.isfinite(row["recurrent_radius"]) for row in rows)
