"""How many runs a plan has, and how long they take: rough times, and those of a measured speed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rnnbench.components.registry import Registry
from rnnbench.engine.backends import EAGER_SECONDS_PER_GATE_UNIT, able
from rnnbench.engine.schedule import TrainingSchedule
from rnnbench.engine.stacks import EXAMPLES
from rnnbench.plan.networks import network_of, task_of
from rnnbench.plan.plan import Plan
from rnnbench.plan.shards import Shard
from rnnbench.storage.runs import Stage


@dataclass(frozen=True)
class Speed:
    """How fast a job trains: only estimates of time depend on it.

    Attributes:
        products: floating-point operations of matrix products, a second.
        gate_unit: seconds that a unit of a gate takes besides, at one step of one example.
        update: seconds that a net's update takes besides, however long its sequences are.
    """

    products: float
    gate_unit: float
    update: float


ROUGH = Speed(products=4e10, gate_unit=8e-9, update=2e-4)
"""That of one core; ``rnnbench doctor`` measures a machine's own."""
JOB_SECONDS = 4.0
"""Rough time that a job takes to load and to compile; or, if it does not train, in all."""


def seconds(
    shard: Shard,
    registry: Registry,
    speed: Speed = ROUGH,
    stages: Collection[Stage] = ("tune", "train"),
) -> float:
    """Estimate the time of a shard's jobs, in some of its stages."""
    runs = [count for stage, count in shard.run_counts().items() if stage in stages and count]
    runs_per_length = sum(runs) / len(shard.lengths)
    trained = (_seconds_of_run(shard, length, registry, speed) for length in shard.lengths)
    return JOB_SECONDS * len(runs) + runs_per_length * sum(trained)


def training_hours(shards: Iterable[Shard], registry: Registry, speed: Speed = ROUGH) -> float:
    """Estimate the time of some shards' jobs, on one core."""
    return sum(seconds(shard, registry, speed) for shard in shards) / 3600


def other_hours(plan: Plan) -> float:
    """Estimate the time of the jobs that do not train: probes and verdicts."""
    return JOB_SECONDS * (len(plan.probes) + len(plan.judged())) / 3600


def core_hours(plan: Plan, speed: Speed = ROUGH) -> float:
    """Estimate the time of everything that a plan asks for, on one core."""
    return training_hours(plan.shards.values(), plan.registry, speed) + other_hours(plan)


def _seconds_of_run(shard: Shard, length: int, registry: Registry, speed: Speed) -> float:
    task = task_of(shard, length, registry)
    network = network_of(shard, task, registry)
    flops = network.flops(shard.batch, task.steps, task.answers)
    gate_units = network.gate_units(shard.batch, task.steps, task.answers)
    eager_alone = able("compiled", network) == "eager"
    slower = EAGER_SECONDS_PER_GATE_UNIT / ROUGH.gate_unit if eager_alone else 1.0
    passes = flops / speed.products + gate_units * speed.gate_unit * slower
    # the number of updates on full sequences that cost as much as the schedule
    updates = sum(TrainingSchedule(task, shard).flops(network)) / flops
    forward_only = shard.evaluations * EXAMPLES["valid"] / shard.batch / 3
    return (updates + forward_only) * passes + shard.updates * speed.update
