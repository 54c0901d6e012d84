"""Smoke tests of user-defined components before training: one update of a tiny net each.

Each runs with built-in components otherwise, so that any failure is due to the component.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from math import isfinite

import torch
from torch import Tensor

import rnnbench
from rnnbench.components import data_files
from rnnbench.components.inits import Scales
from rnnbench.components.registry import ComponentsError, Registry
from rnnbench.components.tasks import Batch, Task
from rnnbench.components.tasks.adding import Adding
from rnnbench.config import USER_ERRORS, probe_of
from rnnbench.engine.network import Network
from rnnbench.engine.population import Member, Population
from rnnbench.engine.segments import check_step
from rnnbench.plan.networks import task_of
from rnnbench.plan.plan import Plan
from rnnbench.plan.shards import Shard
from rnnbench.plan.sources import ENGINE_VERSION
from rnnbench.plan.user_errors import attributed_to
from rnnbench.probes import Probe, Reading
from rnnbench.seeding import generator
from rnnbench.storage.files import write_atomically
from rnnbench.storage.runs import KINDS
from rnnbench.testing import tasks as checks

Names = Mapping[str, str]
SmokeTest = Callable[[], None]
Shape = tuple[int, ...]

MEMBERS, BATCH, HIDDEN = 2, 4, 3
STATE = (MEMBERS, BATCH, HIDDEN)
PLAIN = {"cell": "lstm", "init": "default", "norm": "none", "clip": "norm", "penalty": "none"}
TASK_CHECKS = {
    checks.check_shapes: "its batches or its oracle's answers do not have the declared shapes",
    checks.check_score_scale: "its baseline, solved loss and target give no valid score",
}


def run(plan: Plan) -> None:
    """Test all user-defined components of a plan, skipping those that passed unchanged before.

    Raises:
        ComponentsError: one or more components fail; one line names each.
    """
    tests = dict(_smoke_tests(plan))
    passed = data_files.folders()[-1] / "smoke_tests" / _key(plan)
    if not tests or passed.exists():
        return
    errors = []
    for (kind, name), test in tests.items():
        try:
            with attributed_to(plan.registry, kind, name):
                test()
        except USER_ERRORS as error:
            errors.append(str(error))
    if errors:
        raise ComponentsError("\n".join(errors))
    write_atomically(passed, b"")


def _smoke_tests(plan: Plan) -> Iterator[tuple[tuple[str, str], SmokeTest]]:
    """Yield a smoke test for each user-defined component, by kind and name."""
    registry = plan.registry
    for shard in plan.declared.values():
        if registry.is_own("tasks", shard.task):
            yield ("tasks", shard.task), partial(_test_task, shard, registry)
        for names in shard.named():
            for axis, kind in KINDS.items():
                if registry.is_own(kind, names[axis]):
                    yield (kind, names[axis]), partial(_test_part, registry, axis, names)
    for name in plan.probes:
        if registry.is_own("probes", name):
            yield (
                ("probes", name),
                partial(_test_probe, probe_of(registry, name, plan.config.probes[name])),
            )


def _key(plan: Plan) -> str:
    """Hash of everything that the smoke tests depend on: own files, config, engine and PyTorch."""
    own = {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in plan.registry.folders
        for file in sorted(folder.rglob("*.py"))
    }
    versions = [rnnbench.__version__, ENGINE_VERSION.read_text(), torch.__version__]
    what = [own, plan.config.model_dump_json(), versions]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()


def _test_task(shard: Shard, registry: Registry) -> None:
    task = task_of(shard, min(shard.lengths), registry)
    for check, problem in TASK_CHECKS.items():
        try:
            check(task)
        except AssertionError:
            raise ValueError(problem) from None
    if task.continuous:
        batch = task.chunk(generator("trial"), 0, BATCH)
    else:
        batch = task.sample(generator("trial"), BATCH)
    _train(registry, PLAIN, task, batch)


def _test_part(registry: Registry, axis: str, names: Names) -> None:
    """Test a run's component on an axis with plain components otherwise.

    An init that is unsuited to the plain cell runs with the run's own cell.
    """
    tested = {**PLAIN, axis: names[axis]}
    cell = registry.load("cells", tested["cell"])
    if registry.load("inits", tested["init"]).unsuited(cell):
        tested["cell"] = names["cell"]
    for what, shape, wanted in _shapes(registry, axis, names[axis]):
        if shape != wanted:
            raise ValueError(f"{what} has shape {shape}, not {wanted}")
    if axis == "cell":
        check_step(cell())
    task = Adding(length=3)
    _train(registry, tested, task, task.sample(generator("trial"), BATCH))


def _shapes(registry: Registry, axis: str, name: str) -> Iterator[tuple[str, Shape, Shape]]:
    """Yield the outputs of a component by itself: their names, shapes and expected shapes."""
    component = registry.load(KINDS[axis], name)()
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
    """Pre-activations of a tested step."""

    def __call__(self, vector: Tensor, *gates: str) -> tuple[Tensor, ...]:
        return tuple(vector for _ in gates)

    def input(self, *gates: str) -> tuple[Tensor, ...]:
        return tuple(_rand("input", gate) for gate in gates)

    def product(self, matrix: str, vector: Tensor) -> Tensor:
        return vector

    def memory(self, c: Tensor) -> Tensor:
        return c


def _train(registry: Registry, names: Names, task: Task, batch: Batch) -> None:
    """Run one update and one evaluation, and check that all numbers are finite."""
    network = Network.of(names["cell"], names["norm"], task, HIDDEN, registry=registry)
    clip, penalty = (registry.load(KINDS[axis], names[axis])() for axis in ("clip", "penalty"))
    init = registry.load("inits", names["init"])(Scales(task.steps))
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
            raise ValueError(f"the {what} has shape {tuple(values.shape)}, not one number per net")
        if not values.isfinite().all():
            raise ValueError(f"the {what} of a net at its first update is not finite")


def _test_probe(probe: Probe) -> None:
    """Check that one seed's readings are of declared quantities, and some of them finite."""
    readings = list(probe.measure(0))
    for reading in readings:
        if not isinstance(reading, Reading) or reading.quantity not in probe.quantities:
            raise ValueError(f"measures {reading!r}, not a Reading of its quantities")
    if not any(isfinite(reading.value) for reading in readings):
        raise ValueError("measures no finite number")
