"""Training regimes: truncated back-propagation, scheduled sampling, curricula."""

import itertools
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import members, network, plain_forward

from rnnbench import config
from rnnbench.components.clips.none import NoClip
from rnnbench.components.tasks import IGNORED, Batch
from rnnbench.components.tasks.adding import Adding
from rnnbench.components.tasks.char_generation import CharGeneration
from rnnbench.components.tasks.char_lm import CharLM
from rnnbench.components.tasks.copying import Copying
from rnnbench.components.tasks.sine_generation import SineGeneration
from rnnbench.config import ConfigError, Training, regimes
from rnnbench.engine.checkpoints import Checkpoint
from rnnbench.engine.free_running import free_running
from rnnbench.engine.population import Member, Population
from rnnbench.engine.schedule import TrainingSchedule
from rnnbench.engine.training import train
from rnnbench.seeding import generator
from rnnbench.storage.runs import Run

P, B = 2, 3
TASKS = [Adding(length=9), Copying(length=5, string=2, alphabet=3)]
"""One that answers after the last step, and one that answers after every step; both of 9 steps."""
GENERATION = [CharGeneration(length=6, period=3), SineGeneration(length=6, given=4)]
CLOCK = {"seconds", "seconds_to_target"}


def _population(task, net, truncate=0, backend="eager"):
    start = members(net, P)
    people = [Member({n: w[i] for n, w in start.items()}, i, NoClip(), 1.0, 1.0) for i in range(P)]
    return Population(net, task, people, "sgd", B, backend, truncate=truncate)


def _net(task, cell="lstm", norm="none", **arrangement):
    return network(cell, norm, task.inputs, 4, task.outputs, symbolic=task.symbolic, **arrangement)


def _batch(task, number=0):
    drawn = Batch.stacked([task.sample(generator(number, stream), B) for stream in range(P)])
    return drawn.mapped(lambda part: part.double() if part.is_floating_point() else part)


def _gradients(population, batch):
    """What an update takes off the weights, at a learning rate of 1; and the loss."""
    before = {name: w.clone() for name, w in population.weights().items()}
    loss = population.update(batch).loss
    return {name: before[name] - w for name, w in population.weights().items()}, loss


def _assert_truncated(task, batch, net, truncate, backend="eager"):
    """An update against plain autograd that detaches the state where a chunk begins."""
    start = members(net, P)
    found, losses = _gradients(_population(task, net, truncate, backend), batch)
    for p in range(P):
        weights = {name: w[p].detach().requires_grad_() for name, w in start.items()}
        lengths = torch.full((B,), task.steps) if batch.lengths is None else batch.lengths[p]
        answers = [
            plain_forward(net, weights, batch.inputs[p, :, b : b + 1], "every", truncate=truncate)
            for b in range(B)
        ]
        if task.readout == "last":
            answers = [own[end - 1, None] for own, end in zip(answers, lengths, strict=True)]
        loss = task.loss(torch.cat(answers, dim=1)[None], batch.targets[p, None]).sum()
        torch.testing.assert_close(losses[p], loss.detach())
        gradients = torch.autograd.grad(loss, list(weights.values()))
        for name, gradient in zip(weights, gradients, strict=True):
            torch.testing.assert_close(found[name][p], gradient, rtol=1e-9, atol=1e-11)


# Truncated back-propagation through time


@pytest.mark.parametrize(("backend", "truncate"), [("eager", 9), ("eager", 100), ("compiled", 9)])
@pytest.mark.parametrize("task", TASKS, ids=repr)
def test_chunks_as_long_as_the_sequence_are_no_chunks(task, backend, truncate):
    """To the last digit."""
    net = _net(task)
    chunked = _population(task, net, truncate, backend)
    whole = _population(task, net, 0, backend)
    for number in range(3):
        ours = chunked.update(_batch(task, number))
        theirs = whole.update(_batch(task, number))
        assert torch.equal(ours.loss, theirs.loss)
    for name, weight in whole.weights().items():
        assert torch.equal(chunked.weights()[name], weight)


@pytest.mark.parametrize(
    ("cell", "norm", "arrangement", "backend"),
    [
        ("vanilla", "none", {}, "eager"),
        ("linear_rnn", "none", {"depth": 2}, "eager"),
        ("gru", "layer", {"depth": 2}, "eager"),
        ("full_gate_recurrence_lstm", "none", {}, "eager"),
        ("output_recurrence", "none", {}, "eager"),
        ("peephole_lstm", "layer", {}, "compiled"),
    ],
)
@pytest.mark.parametrize("task", TASKS, ids=repr)
def test_gradients_are_those_of_plain_autograd_with_detached_states(
    task, cell, norm, arrangement, backend
):
    net = _net(task, cell, norm, **arrangement)
    _assert_truncated(task, _batch(task), net, 4, backend)


@given(st.integers(1, 10), st.lists(st.integers(1, 9), min_size=P * B, max_size=P * B))
@settings(max_examples=12)
def test_each_example_answers_in_the_chunk_in_which_it_ends(truncate, lengths):
    task = TASKS[0]
    batch = replace(_batch(task), lengths=torch.tensor(lengths).view(P, B))
    _assert_truncated(task, batch, _net(task), truncate)


@given(st.integers(1, 10), st.data())
@settings(max_examples=12)
def test_chunks_count_as_much_as_they_have_answers_that_count(truncate, data):
    task, batch = TASKS[1], _batch(TASKS[1])
    asked = st.lists(st.booleans(), min_size=9 * B, max_size=9 * B).filter(any)
    counts = torch.tensor([data.draw(asked) for _ in range(P)]).view(P, 9, B)
    batch = replace(batch, targets=torch.where(counts, batch.targets, IGNORED))
    _assert_truncated(task, batch, _net(task), truncate)


def test_chunks_are_another_gradient_than_the_whole():
    for task in TASKS:
        cut, whole = (_gradients(_population(task, _net(task), k), _batch(task)) for k in (4, 0))
        torch.testing.assert_close(cut[1], whole[1])
        assert not torch.allclose(cut[0]["U"], whole[0]["U"])


def test_the_state_is_carried_on_from_the_last_chunk_to_the_next_batch():
    """With chunks as long as half a batch, two batches of a text are four chunks of it."""
    task = CharLM(length=8, carry=True, characters=400)
    halves = CharLM(length=4, carry=True, characters=400)
    net = _net(task)
    population = _population(task, net, truncate=4)
    text = task.chunk(generator("text"), 0, B)
    stacked = Batch.stacked([text] * P)
    population.update(stacked)
    after = population.state()["hidden_state"][""]
    parts = _population(halves, net)
    with torch.no_grad():
        hidden_state = {}
        for part in (slice(0, 4), slice(4, 8)):
            parts._nets(
                members(net, P), stacked.inputs[:, part], "every", hidden_state=hidden_state
            )
    for ours, theirs in zip(after, hidden_state[""], strict=True):
        torch.testing.assert_close(ours, theirs)


# Scheduled sampling

moments = st.floats(0, 1, exclude_max=True)
schedules = st.sampled_from(["linear", "exponential", "inverse_sigmoid"])


@given(schedules, moments, moments)
def test_true_inputs_become_ever_more_seldom(forcing, one, other):
    early, late = sorted((one, other))
    chances = [regimes.chance_of_truth(forcing, moment) for moment in (early, late)]
    assert 1 >= chances[0] >= chances[1] >= 0


@given(moments)
def test_schedules_are_those_of_the_source(moment):
    chance = {name: regimes.chance_of_truth(name, moment) for name in ("linear", "exponential")}
    assert chance["linear"] == pytest.approx(1 - moment)
    assert chance["exponential"] == pytest.approx((0.01 ** (1 / 1000)) ** (1000 * moment))
    assert regimes.chance_of_truth("teacher", moment) == 1
    assert regimes.chance_of_truth("free", moment) == 0


def test_the_sigmoid_falls_as_its_docstring_says():
    chances = [regimes.chance_of_truth("inverse_sigmoid", moment) for moment in (0, 0.4, 1)]
    assert [round(chance, 2) for chance in chances] == [0.94, 0.51, 0.02]


@pytest.mark.parametrize("backend", ["eager", "compiled"])
@pytest.mark.parametrize("task", GENERATION, ids=repr)
def test_inputs_that_are_all_true_are_teacher_forcing(task, backend):
    """To the last digit."""
    net = _net(task)
    forced, mixed = (_population(task, net, backend=backend) for _ in range(2))
    true = torch.ones(P, task.steps, B, dtype=torch.bool)
    for number in range(3):
        forced.update(_batch(task, number))
        mixed.update(_batch(task, number), true=true)
    for name, weight in forced.weights().items():
        assert torch.equal(mixed.weights()[name], weight)


@pytest.mark.parametrize("task", GENERATION, ids=repr)
def test_inputs_that_are_never_true_are_a_free_run(task):
    """The loss is that of the nets' own answers; gradients take those as given."""
    net = _net(task)
    own, given_ones = _population(task, net), _population(task, net)
    batch = _batch(task)
    batch = batch.mapped(lambda part: part[:1].expand(P, *part.shape[1:]))
    single = batch.mapped(lambda part: part[0])
    free, _ = own.evaluate([single], prompt=task.prompt)
    _, read = free_running(own._nets, task, own.weights(), batch.inputs, task.prompt, {})
    never = torch.zeros(P, task.steps, B, dtype=torch.bool)
    loss = own.update(batch, true=never).loss
    torch.testing.assert_close(loss, free)
    given_ones.update(replace(batch, inputs=read))
    for name, weight in given_ones.weights().items():
        torch.testing.assert_close(own.weights()[name], weight)


@given(st.lists(st.booleans(), min_size=8 * B, max_size=8 * B))
@settings(max_examples=20)
def test_each_input_is_the_true_one_or_the_answer_to_those_before(kept):
    task = GENERATION[0]
    net = _net(task)
    population = _population(task, net)
    batch = _batch(task)
    true = torch.tensor(kept).view(1, 8, B).expand(P, -1, -1)
    given = population.weights(), batch.inputs, task.prompt, {}, true
    answers, read = free_running(population._nets, task, *given)
    again = population._nets(population.weights(), read, "every")
    torch.testing.assert_close(again, answers)
    own = answers.argmax(-1)[:, :-1]
    assert torch.equal(read[:, : task.prompt], batch.inputs[:, : task.prompt])
    expected = torch.where(true[:, 1:], batch.inputs[:, 1:], own)
    assert torch.equal(read[:, task.prompt :], expected[:, task.prompt - 1 :])


def test_a_mixed_batch_goes_on_in_the_state_that_was_carried():
    task = GENERATION[0]
    population = _population(task, _net(task))
    true = torch.zeros(P, task.steps, B, dtype=torch.bool)
    population.update(_batch(task, 0))
    later = replace(_batch(task, 1), fresh=False)
    given = population.weights(), later.inputs, task.prompt, dict(population._hidden_state)
    expected, _ = free_running(population._nets, task, *given)
    loss = population.update(later, true=true).loss
    torch.testing.assert_close(loss, task.loss(expected, later.targets))


def test_inputs_are_true_as_often_as_the_schedule_says():
    task = CharGeneration(length=50)
    schedule = TrainingSchedule(task, _training(forcing="linear", updates=100))
    streams = [("train", 0), ("train", 1)]
    assert schedule.true_inputs(0, streams) is None
    for update in (25, 50, 99):
        true = schedule.true_inputs(update, streams)
        assert true.shape == (2, task.steps, 64)
        assert true.double().mean().item() == pytest.approx(1 - update / 100, abs=0.03)
        assert not torch.equal(true[0], true[1]), "a stream of draws for each seed"
        assert torch.equal(true, schedule.true_inputs(update, streams))
        assert torch.equal(true[1:], schedule.true_inputs(update, streams[1:]))


# Curricula


@given(st.integers(1, 200))
def test_lengths_grow_to_the_full_one(longest):
    found = regimes.lengths(longest)
    assert len(found) == regimes.STAGES
    assert found == sorted(found)
    assert found[-1] == longest
    assert found[0] >= 1


@given(moments, moments)
def test_stages_follow_one_another_and_the_last_begins_half_way(one, other):
    early, late = sorted((one, other))
    assert regimes.stage(0) == 0
    assert regimes.stage(early) <= regimes.stage(late) <= regimes.STAGES - 1
    assert (regimes.stage(late) == regimes.STAGES - 1) == (late >= 0.5)


@pytest.mark.parametrize("curriculum", ["growing", "combined"])
def test_training_follows_the_curriculum_and_evaluation_is_at_full_length(curriculum, monkeypatch):
    seen = {"train": [], "valid": [], "test": []}
    sample = Adding.sample

    def spy(self, generator, batch, split="train"):
        seen[split].append(self.length)
        return sample(self, generator, batch, split)

    monkeypatch.setattr(Adding, "sample", spy)
    updates = 40
    found = _trained(Adding(length=20), 1, curriculum=curriculum, updates=updates)
    lengths = seen["train"][:updates]
    growing = [regimes.lengths(20)[regimes.stage(update / updates)] for update in range(updates)]
    if curriculum == "growing":
        assert lengths == growing
    else:
        drawn = [length for length, other in zip(lengths, growing, strict=True) if length != other]
        assert {4, 8, 12, 16} <= set(drawn) <= {4, 8, 12, 16, 20}
        # A half is drawn, and four of five draws are of another length than the stage's.
        assert len(drawn) == pytest.approx(0.4 * updates, abs=9)
    assert set(seen["valid"]) == set(seen["test"]) == {20}
    assert found.runs[0]["length"] == 20


# Runs


def _training(**changes):
    given = {"hidden": 4, "batch": 64, "updates": 10, "evaluations": 2, "learning_rates": (0.1,)}
    return Training(**{**given, **changes})


def _trained(task, count=2, backend="eager", checkpoint=None, seeds=None, **changes):
    axes = ("s", "plain", "train", "t", task.length, "gru", "default", "none", "norm", "none", 0.1)
    runs = [Run(*axes, seed) for seed in seeds or range(count)]
    return train(runs, task, _training(**changes), backend=backend, checkpoint=checkpoint)


REGIMES = [
    (Adding(length=10), {"truncate": 3, "curriculum": "combined"}),
    (CharGeneration(length=10, period=2), {"forcing": "linear", "curriculum": "growing"}),
    (CharGeneration(length=8, period=2), {"forcing": "free", "truncate": 4}),
]


@pytest.mark.parametrize(("task", "changes"), REGIMES)
def test_a_run_does_not_depend_on_its_population(task, changes):
    together = _trained(task, 3, **changes)
    (alone,) = _trained(task, seeds=[2], **changes).runs
    for column in ("loss", "gradient_norm_mean", "flops_per_update"):
        assert together.runs[2][column] == pytest.approx(alone[column], rel=1e-4), column


class Killed(Exception):
    pass


class Mortal(Checkpoint):
    """A checkpoint whose job dies after some updates."""

    def __init__(self, path, updates=10**9):
        super().__init__(path, "key", 0.0)
        self.updates = updates

    def offer(self, state):
        super().offer(state)
        self.updates -= 1
        if self.updates <= 0:
            raise Killed


@pytest.mark.parametrize(("task", "changes"), REGIMES)
def test_a_run_that_is_interrupted_ends_the_same(task, changes, tmp_path):
    def told(records):
        return repr([{k: v for k, v in row.items() if k not in CLOCK} for row in records.runs])

    expected = told(_trained(task, **changes))
    for updates in (3, 7):
        path = tmp_path / str(updates)
        with pytest.raises(Killed):
            _trained(task, checkpoint=Mortal(path, updates), **changes)
        assert told(_trained(task, checkpoint=Mortal(path), **changes)) == expected


def test_flops_are_those_of_what_was_done():
    task = Adding(length=10)
    net = network("gru", inputs=2, hidden=4, outputs=1)

    def of(steps, answers=1):
        return net.flops(64, steps, answers)

    def mean(**changes):
        return _trained(task, 1, **changes).runs[0]["flops_per_update"]

    assert mean() == of(10)
    # Forward through 9 steps; forward and backward through 1.
    assert mean(truncate=3) == pytest.approx(of(9, 0) / 3 + of(1))
    assert mean(truncate=10) == of(10)
    # Ten updates: the stages of 2, 4, 6, 8 steps take five, full length the other five.
    stages = [regimes.stage(update / 10) for update in range(10)]
    lengths = [regimes.lengths(10)[stage] for stage in stages]
    assert mean(curriculum="growing") == pytest.approx(sum(map(of, lengths)) / 10)
    chars = CharGeneration(length=10, period=2)
    (row,) = _trained(chars, 1, forcing="free").runs
    (teacher,) = _trained(chars, 1).runs
    assert row["flops_per_update"] == pytest.approx(teacher["flops_per_update"] * 4 / 3)


def test_flops_to_target_are_those_of_the_updates_until_then():
    (row,) = _trained(Adding(length=10), 1, curriculum="growing", updates=40, evaluations=40).runs
    costs = TrainingSchedule(Adding(length=10), _training(curriculum="growing", updates=40))
    flops = costs.flops(network("gru", inputs=2, hidden=4, outputs=1))
    assert list(itertools.accumulate(flops))[-1] == pytest.approx(40 * row["flops_per_update"])
    if row["reached"]:
        assert row["flops_to_target"] == sum(flops[: int(row["updates_to_target"])])


@pytest.mark.parametrize("change", [{"truncate": 3}, {"curriculum": "growing"}])
def test_a_regime_changes_what_is_learned(change):
    task = Adding(length=10)
    assert _trained(task, **change).runs[0]["loss"] != _trained(task).runs[0]["loss"]


# Configs


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"forcing": "sometimes"}, "Input should be 'teacher', 'free'"),
        ({"curriculum": "growing", "tasks": {"adding": {"length": 4}}}, "cannot start at length 1"),
    ],
)
def test_config_refuses_impossible_regimes(changes, problem):
    with pytest.raises(ConfigError, match=problem):
        config.load({"scale": "test", "studies": {"regimes": {**STUDY, **changes}}})


STUDY = {
    "cells": ["lstm"],
    "tasks": {"adding": {"length": 10}},
    "updates": 10,
    "evaluations": 2,
    "learning_rates": [0.1],
    "seeds": 2,
}


def test_each_regime_is_a_setting_that_a_study_may_vary():
    for setting, values in {
        "truncate": [0, 3],
        "forcing": ["teacher", "inverse_sigmoid"],
        "curriculum": ["none", "growing", "combined"],
    }.items():
        changes = {"vary": {setting: values}, "tasks": {"char_generation": {"length": 10}}}
        loaded = config.load({"scale": "test", "studies": {"regimes": {**STUDY, **changes}}})
        assert list(loaded.studies["regimes"].variants) == [f"{setting}={v}" for v in values]
