"""Trials of the user's own components, before anything trains: one update of a tiny net each.

An own component is tried beside built-in ones, so that whatever goes wrong is its fault.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from math import isfinite

import torch
from torch import Tensor

import rnnbench
from rnnbench.components import data_files, discovery
from rnnbench.components.discovery import ComponentsError
from rnnbench.components.inits import Scales
from rnnbench.components.tasks import Batch, Task
from rnnbench.components.tasks.adding import Adding
from rnnbench.config import MISTAKES, probe_of
from rnnbench.engine.network import Network
from rnnbench.engine.population import Member, Population
from rnnbench.engine.segments import check_step
from rnnbench.plan.dependencies import ENGINE_VERSION_FILE
from rnnbench.plan.matrix import Plan
from rnnbench.plan.shards import Shard, task_of
from rnnbench.plan.user_errors import blaming
from rnnbench.probes import Probe, Reading
from rnnbench.seeding import generator
from rnnbench.storage.files import write_atomically
from rnnbench.storage.runs import KINDS
from rnnbench.testing import tasks as checks

Names = Mapping[str, str]
Trial = Callable[[], None]
Shape = tuple[int, ...]

MEMBERS, BATCH, HIDDEN = 2, 4, 3
STATE = (MEMBERS, BATCH, HIDDEN)
PLAIN = {"cell": "lstm", "init": "default", "norm": "none", "clip": "norm", "penalty": "none"}
TASK_CHECKS = {
    checks.batches_have_the_shapes_that_it_says: "its batches or its oracle's answers have other "
    "shapes than it says",
    checks.the_score_runs_from_the_baseline_to_solved: "its baseline, solved loss and target make "
    "no score",
}


def run(plan: Plan) -> None:
    """Try all own components that a plan uses; those that passed are not tried again as they are.

    Raises:
        ComponentsError: with one line for each that fails.
    """
    trials = dict(_trials(plan))
    passed = data_files.folders()[-1] / "trials" / _key(plan)
    if not trials or passed.exists():
        return
    mistakes = []
    for (kind, name), trial in trials.items():
        try:
            with blaming(kind, name):
                trial()
        except MISTAKES as error:
            mistakes.append(str(error))
    if mistakes:
        raise ComponentsError("\n".join(mistakes))
    write_atomically(passed, b"")


def _trials(plan: Plan) -> Iterator[tuple[tuple[str, str], Trial]]:
    """A trial of each own component, by kind and name."""
    for shard in plan.declared.values():
        if discovery.is_own("tasks", shard.task):
            yield ("tasks", shard.task), partial(_try_task, shard)
        for names in shard.named():
            for axis, kind in KINDS.items():
                if discovery.is_own(kind, names[axis]):
                    yield (kind, names[axis]), partial(_try, axis, names)
    for name in plan.probes:
        if discovery.is_own("probes", name):
            yield ("probes", name), partial(_try_probe, probe_of(name, plan.config.probes[name]))


def _key(plan: Plan) -> str:
    """What the trials depend on: the own files, the config, and the engine."""
    own = {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in discovery.own_folders()
        for file in sorted(folder.rglob("*.py"))
    }
    versions = [rnnbench.__version__, ENGINE_VERSION_FILE.read_text(), torch.__version__]
    what = [own, plan.config.model_dump_json(), versions]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()


def _try_task(shard: Shard) -> None:
    task = task_of(shard, min(shard.lengths))
    for check, otherwise in TASK_CHECKS.items():
        try:
            check(task)
        except AssertionError:
            raise ValueError(otherwise) from None
    if task.continuous:
        batch = task.chunk(generator("trial"), 0, BATCH)
    else:
        batch = task.sample(generator("trial"), BATCH)
    _train(PLAIN, task, batch)


def _try(axis: str, names: Names) -> None:
    """Try what a run has on an axis; where it must be plain otherwise, an init has its own cell."""
    tried = {**PLAIN, axis: names[axis]}
    cell = discovery.load("cells", tried["cell"])
    if discovery.load("inits", tried["init"]).unsuited(cell):
        tried["cell"] = names["cell"]
    for what, shape, wanted in _shapes(axis, names[axis]):
        if shape != wanted:
            raise ValueError(f"{what} has shape {shape}, not {wanted}")
    if axis == "cell":
        check_step(cell())
    task = Adding(length=3)
    _train(tried, task, task.sample(generator("trial"), BATCH))


def _shapes(axis: str, name: str) -> Iterator[tuple[str, Shape, Shape]]:
    """What a component by itself gives: its shape and the one that it should have."""
    component = discovery.load(KINDS[axis], name)()
    if axis == "cell":
        states, vectors = (
            {name: _rand("state", name) for name in names}
            for names in (component.states, component.vectors)
        )
        new = component.step(_Sums(), tuple(states.values()), vectors)
        yield "the tuple of new states", (len(new),), (len(states),)
        yield from (
            (f"the new {name}", tuple(s.shape), STATE) for name, s in zip(states, new, strict=False)
        )
    elif axis == "norm":
        a = _rand("norm")[:, :, None]
        weights = {name: torch.full_like(a, start) for name, start in component.weights.items()}
        yield "what is normalised", tuple(component(a, weights).shape), tuple(a.shape)
    elif axis == "clip":
        row, one = _rand("clip")[:, 0], torch.ones(MEMBERS)
        yield "the gradient", tuple(component(row, one, one).shape), (MEMBERS, HIDDEN)
        yield "where clipping acts", tuple(component.acts(row, one, one).shape), (MEMBERS,)
    elif axis == "penalty":
        square = (MEMBERS, HIDDEN, HIDDEN)
        for part in (component.gradient, component.projected):
            made = part(_rand("penalty")[:, :HIDDEN], torch.ones(MEMBERS))
            if made is not None:
                yield f"what {part.__name__} gives", tuple(made.shape), square


def _rand(*axes: str) -> Tensor:
    return torch.rand(STATE, generator=generator("trial", *axes))


class _Sums:
    """Pre-activations of a step that is tried."""

    def __call__(self, vector: Tensor, *gates: str) -> tuple[Tensor, ...]:
        return tuple(vector for _ in gates)

    def input(self, *gates: str) -> tuple[Tensor, ...]:
        return tuple(_rand("input", gate) for gate in gates)

    def product(self, matrix: str, vector: Tensor) -> Tensor:
        return vector

    def memory(self, c: Tensor) -> Tensor:
        return c


def _train(names: Names, task: Task, batch: Batch) -> None:
    """One update and one evaluation, in which all numbers must be finite."""
    network = Network.of(names["cell"], names["norm"], task, HIDDEN)
    clip, penalty = (discovery.load(KINDS[axis], names[axis])() for axis in ("clip", "penalty"))
    init = discovery.load("inits", names["init"])(Scales(task.steps))
    members = [
        Member(network.start(init, seed), 0, clip, 1.0, 0.01, penalty, 0.001)
        for seed in range(MEMBERS)
    ]
    population = Population(network, task, members, "adam", BATCH)
    progress = population.update(Batch.stacked([batch]))
    uses_batch = network.norm.uses_batch
    statistics = population.statistics([batch], "shared") if uses_batch else None
    tested, measured = population.evaluate([batch], statistics)
    numbers = {
        "loss": progress.loss,
        "gradient": progress.gradient_norm,
        "loss after an update": tested,
        "metric": measured,
    }
    for what, values in numbers.items():
        if values.shape != (MEMBERS,):
            raise ValueError(f"the {what} has shape {tuple(values.shape)}, not one number a net")
        if not values.isfinite().all():
            raise ValueError(f"the {what} of a net that has just begun is not finite")


def _try_probe(probe: Probe) -> None:
    """One seed's readings have to be of what it declares, and not all without a value."""
    readings = list(probe.measure(0))
    for reading in readings:
        if not isinstance(reading, Reading) or reading.quantity not in probe.quantities:
            raise ValueError(f"measures {reading!r}, which is no reading of its quantities")
    if not any(isfinite(reading.value) for reading in readings):
        raise ValueError("measures no finite number")
