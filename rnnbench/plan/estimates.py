"""How many runs a plan has, and how long they take: rough times, and those of a measured speed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rnnbench.engine.backends import EAGER_SECONDS_PER_GATE_UNIT, able
from rnnbench.engine.schedule import TrainingSchedule
from rnnbench.engine.stacks import EXAMPLES
from rnnbench.plan.matrix import Plan
from rnnbench.plan.shards import Shard, network_of, task_of
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


def counts(shard: Shard) -> dict[Stage, int]:
    """Number of a shard's runs, by stage; tuning counts with the first block of seeds."""
    first, last = shard.seeds
    tuning = len(shard.arms()) * len(shard.learning_rates) * shard.tuning_seeds
    return {"tune": tuning if shard.first else 0, "train": arms(shard) * (last - first + 1)}


def arms(shard: Shard) -> int:
    """Number of a shard's arms; learning rates that are not tuned tell arms apart as well."""
    return len(shard.arms()) * (1 if shard.tuned else len(shard.learning_rates))


def seconds(
    shard: Shard, speed: Speed = ROUGH, stages: Collection[Stage] = ("tune", "train")
) -> float:
    """Rough time of a shard's jobs, in some of its stages."""
    runs = [count for stage, count in counts(shard).items() if stage in stages and count]
    runs_per_length = sum(runs) / len(shard.lengths)
    trained = (_seconds_of_run(shard, length, speed) for length in shard.lengths)
    return JOB_SECONDS * len(runs) + runs_per_length * sum(trained)


def training_hours(shards: Iterable[Shard], speed: Speed = ROUGH) -> float:
    """Rough time of some shards' jobs, on one core."""
    return sum(seconds(shard, speed) for shard in shards) / 3600


def other_hours(plan: Plan) -> float:
    """Rough time of the jobs that do not train: probes and verdicts."""
    return JOB_SECONDS * (len(plan.probes) + len(plan.judged())) / 3600


def core_hours(plan: Plan, speed: Speed = ROUGH) -> float:
    """Rough time of everything that a plan asks for, on one core."""
    return training_hours(plan.shards.values(), speed) + other_hours(plan)


def _seconds_of_run(shard: Shard, length: int, speed: Speed) -> float:
    task = task_of(shard, length)
    network = network_of(shard, task)
    flops = network.flops(shard.batch, task.steps, task.answers)
    gate_units = network.gate_units(shard.batch, task.steps, task.answers)
    eager_alone = able("compiled", network) == "eager"
    slower = EAGER_SECONDS_PER_GATE_UNIT / ROUGH.gate_unit if eager_alone else 1.0
    passes = flops / speed.products + gate_units * speed.gate_unit * slower
    updates = (
        sum(TrainingSchedule(task, shard).flops(network)) / flops
    )  # as many plain ones cost as much
    forward_only = shard.evaluations * EXAMPLES["valid"] / shard.batch / 3
    return (updates + forward_only) * passes + shard.updates * speed.update
