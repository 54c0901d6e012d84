"""Populations train like single nets; what one member does is no other's business."""

import itertools
import math

import pytest
import torch
from reference import forward, members, network
from toys import REGISTRY

from rnnbench.components.clips.none import NoClip
from rnnbench.components.clips.norm import NormClip
from rnnbench.components.tasks import Batch
from rnnbench.components.tasks.adding import Adding
from rnnbench.components.tasks.copying import Copying
from rnnbench.config import ConfigError, Execution, Training
from rnnbench.engine import devices, optimisers, records, sizes, stacks, training
from rnnbench.engine.population import Member, Population
from rnnbench.seeding import generator
from rnnbench.storage.runs import Run

TRAINING = Training(
    hidden=6, batch=4, updates=12, evaluations=3, learning_rates=(0.01,), tuning_seeds=1
)


def _run(**changes):
    axes = {
        "study": "s",
        "variant": "plain",
        "stage": "train",
        "task": "adding",
        "length": 5,
        "cell": "lstm",
        "init": "default",
        "norm": "none",
        "clip": "norm",
        "penalty": "none",
        "learning_rate": 0.01,
        "seed": 0,
    }
    return Run(**{**axes, **changes})


@pytest.mark.parametrize("name", ["adam", "sgd"])
def test_optimisers_equal_torchs(name, float64):
    start = torch.randn(3, 5)
    rates = torch.tensor([0.1, 0.01, 0.001])
    ours = start.clone()
    optimiser = optimisers.make(name, ours)
    kind = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[name]
    theirs = [row.clone().requires_grad_() for row in start]
    torchs = [kind([row], lr=rate.item()) for row, rate in zip(theirs, rates, strict=True)]
    for _ in range(20):
        gradient = torch.randn(3, 5) * 3
        optimiser.step(ours, gradient, rates)
        for row, own, step in zip(theirs, gradient, torchs, strict=True):
            row.grad = own.clone()
            step.step()
    torch.testing.assert_close(ours, torch.stack(list(theirs)).detach(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("cell", REGISTRY.names("cells"))
@pytest.mark.parametrize("norm", REGISTRY.names("norms"))
@pytest.mark.parametrize("optimiser", ["adam", "sgd"])
def test_a_population_equals_one_net_trained_by_torch(cell, norm, optimiser, float64):
    task = Copying(length=2, string=2, alphabet=3)
    if norm == "batch":  # with symbols, gradients that are 0 but for rounding; Adam blows them up
        task = Adding(length=4)
    net = network(cell, norm, task.inputs, 5, task.outputs, symbolic=task.symbolic)
    starts = [net.start(REGISTRY.load("inits", "default")(), seed) for seed in range(3)]
    starts = [{name: w.double() for name, w in start.items()} for start in starts]
    rates, threshold = [0.02, 0.3, 0.1], 0.2
    people = [
        Member(s, i % 2, NormClip(), threshold, r)
        for i, (s, r) in enumerate(zip(starts, rates, strict=True))
    ]
    population = Population(net, task, people, optimiser, batch=4)
    batches = [[task.sample(generator(k, s), 4) for s in (0, 1)] for k in range(6)]
    for batch in batches:
        population.update(Batch.stacked(batch))
    kind = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[optimiser]
    for i, start in enumerate(starts):
        weights = {name: w.clone()[None].requires_grad_() for name, w in start.items()}
        step = kind(weights.values(), lr=rates[i])
        for batch in batches:
            own = batch[i % 2]
            step.zero_grad()
            outputs = forward(net, weights, own.inputs[None], task.readout)
            task.loss(outputs, own.targets[None]).sum().backward()
            norm = torch.nn.utils.get_total_norm(w.grad for w in weights.values())
            for w in weights.values():
                w.grad *= min(1.0, threshold / norm)  # clip_grad_norm_ adds 1e-6 to the norm
            step.step()
        for name, value in population.weights().items():
            torch.testing.assert_close(value[i], weights[name][0].detach(), rtol=1e-9, atol=1e-11)


def test_a_run_is_the_same_in_any_population():
    task = Adding(length=5)
    runs = [
        _run(init=init, clip=clip, seed=seed, learning_rate=rate)
        for init, clip, seed, rate in itertools.product(
            ("default", "orthogonal"), ("none", "norm"), (0, 1), (0.01, 0.1)
        )
    ]
    together = training.train(runs, task, TRAINING).runs
    for run in runs[::5]:
        (alone,) = training.train([run], task, TRAINING).runs
        (among,) = [row for row in together if all(row[k] == v for k, v in run.axes().items())]
        for column in ("loss", "score", "gradient_norm_mean", "clip_rate", "mean_valid_score"):
            assert among[column] == pytest.approx(alone[column], rel=1e-4, abs=1e-6), column


def test_a_run_is_the_same_every_time_whatever_the_global_generators_do():
    first = training.train([_run()], Adding(length=5), TRAINING)
    torch.manual_seed(99)
    again = training.train([_run()], Adding(length=5), TRAINING)
    assert first.curves == again.curves
    assert first.runs[0]["loss"] == again.runs[0]["loss"]


def test_arms_see_the_same_data_and_seeds_see_other_data(monkeypatch):
    seen = []
    sample = Adding.sample

    def spy(self, generator, batch, split="train"):
        found = sample(self, generator, batch, split)
        if split == "train":
            seen.append(found.inputs)
        return found

    monkeypatch.setattr(Adding, "sample", spy)
    streams = []
    for changes in ({}, {"cell": "gru", "init": "orthogonal"}, {"seed": 1}, {"stage": "tune"}):
        seen.clear()
        training.train([_run(**changes)], Adding(length=5), TRAINING)
        streams.append(torch.stack(seen))
    arm, other_arm, other_seed, tuning = streams
    assert torch.equal(arm, other_arm)
    assert not torch.equal(arm, other_seed)
    assert not torch.equal(arm, tuning), "tuning seeds are disjoint from the others"


def test_divergence_is_recorded_and_harms_no_neighbour():
    task = Adding(length=5)
    settings = TRAINING.model_copy(update={"optimiser": "sgd"})
    sound, doomed = _run(clip="none"), _run(clip="none", learning_rate=1e30, seed=1)
    (alone,) = training.train([sound], task, settings).runs
    rows = {r["seed"]: r for r in training.train([sound, doomed], task, settings).runs}
    assert rows[0]["status"] == "ok"
    assert rows[0]["loss"] == pytest.approx(alone["loss"], rel=1e-5)
    assert rows[1]["status"] == "diverged"
    assert rows[1]["updates"] < TRAINING.updates
    assert math.isnan(rows[1]["score"])
    assert not rows[1]["reached"]
    assert rows[1]["mean_valid_score"] == 0


def test_a_population_in_which_all_diverge_ends():
    settings = TRAINING.model_copy(update={"optimiser": "sgd"})
    told = []
    records = training.train(
        [_run(clip="none", learning_rate=1e30)], Adding(length=5), settings, told.append
    )
    assert [row["status"] for row in records.runs] == ["diverged"]
    assert sum(told) == TRAINING.updates, "progress ends at the total"


def test_more_runs_than_fit_at_once_all_come_back(monkeypatch):
    monkeypatch.setattr(sizes, "MOST_ON_A_CORE", 2)
    runs = [_run(seed=seed) for seed in range(5)]
    told = []
    records = training.train(runs, Adding(length=5), TRAINING, told.append)
    assert sorted(row["seed"] for row in records.runs) == list(range(5))
    assert len(records.curves) == 5 * TRAINING.evaluations
    assert sum(told) == 5 * TRAINING.updates


def test_what_a_row_says_adds_up():
    records = training.train([_run(learning_rate=0.05)], Adding(length=2), TRAINING)
    (row,) = records.runs
    net = network("lstm", inputs=2, hidden=6, outputs=1)
    assert row["parameters"] == net.parameters()
    assert row["flops_per_update"] == 3 * 4 * (2 * (2 * (2 + 6) * 4 * 6) + 2 * 6)
    assert row["score"] == pytest.approx(1 - row["loss"] * 6)
    assert [point["update"] for point in records.curves] == [4, 8, 12]
    scores = [max(0, point["valid_score"]) for point in records.curves]
    assert row["mean_valid_score"] == pytest.approx(sum(scores) / 3)
    if row["reached"]:
        assert row["examples_to_target"] == 4 * row["updates_to_target"]
        assert row["flops_to_target"] == row["flops_per_update"] * row["updates_to_target"]


def test_time_to_target_is_the_first_evaluation_that_reaches_it():
    record = records.Record(_run())
    task = Adding(length=5)
    for number, loss in enumerate([0.2, 0.01, 0.2, 0.001]):
        for _ in range(10):
            record.note(loss, 1.0, False, False, 0.0)
        record.evaluated(task, loss, number * 10)
    assert record.updates_to_target == 20
    assert [point["train_loss"] for point in record.curve] == pytest.approx([0.2, 0.01, 0.2, 0.001])


def test_members_that_leave_take_nothing_along():
    task = Adding(length=4)
    net = network("gru", inputs=2, hidden=4, outputs=1)

    def population(rows):
        starts = members(net, 4, torch.float32)
        return Population(
            net,
            task,
            [
                Member({n: w[i] for n, w in starts.items()}, i % 2, NoClip(), 1.0, 0.01 * (i + 1))
                for i in rows
            ],
            "adam",
            batch=3,
        )

    batches = [[task.sample(generator(k, s), 3) for s in (0, 1)] for k in range(8)]
    stacked = [Batch.stacked(batch) for batch in batches]
    shrinking, steady = population(range(4)), population([1, 2])
    for batch in stacked[:4]:
        shrinking.update(batch)
        steady.update(batch)
    shrinking.keep(torch.tensor([1, 2]))
    for batch in stacked[4:]:
        shrinking.update(batch)
        steady.update(batch)
    for name, value in steady.weights().items():
        torch.testing.assert_close(shrinking.weights()[name], value, rtol=1e-5, atol=1e-6)


def test_a_gpu_that_is_not_there_is_named_and_auto_does_without(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert devices.device("auto").type == devices.device("cpu").type == "cpu"
    with pytest.raises(ConfigError, match=r"execution\.device: cuda, but PyTorch finds no GPU"):
        devices.device("cuda")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("norm", REGISTRY.names("norms"))
@pytest.mark.parametrize("cell", ["lstm", "gru", "full_gate_recurrence_lstm"])
def test_a_gpu_gives_the_numbers_of_a_core(cell, norm):
    runs = [_run(cell=cell, norm=norm, seed=seed) for seed in range(3)]
    core, gpu = (
        training.train(runs, Adding(length=5), TRAINING, execution=Execution(device=name)).runs
        for name in ("cpu", "cuda")
    )
    assert [row["device"] for row in gpu] == ["cuda"] * 3
    for ours, theirs in zip(gpu, core, strict=True):
        assert ours["loss"] == pytest.approx(theirs["loss"], rel=1e-3)


def test_a_setting_at_its_default_changes_no_data():
    """So that a task may get another setting without another stream for who does not use it."""
    plain = stacks._draw(Copying(length=5), "train", 1)
    spelled_out = stacks._draw(Copying(length=5, string=10, alphabet=8), "train", 1)
    other = stacks._draw(Copying(length=5, string=9), "train", 1)
    assert plain.initial_seed() == spelled_out.initial_seed() != other.initial_seed()
