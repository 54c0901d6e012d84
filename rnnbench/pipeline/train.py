"""The job that trains: a shard's runs of one stage, from its JSON to its tables."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import torch

from rnnbench.components.registry import Registry
from rnnbench.components.tasks import Task
from rnnbench.config import Execution
from rnnbench.engine import backends, devices
from rnnbench.engine.checkpoints import Checkpoint
from rnnbench.engine.memory import keep_freed_memory
from rnnbench.engine.records import Records
from rnnbench.engine.training import train
from rnnbench.pipeline import tuning, weights
from rnnbench.pipeline.ownership import JobOwnership
from rnnbench.plan.dependencies import components
from rnnbench.plan.networks import network_of, task_of
from rnnbench.plan.shards import Shard
from rnnbench.progress import reporting
from rnnbench.storage import files, results
from rnnbench.storage.runs import Run, Stage


def run_stage(
    shard: Shard,
    stage: Stage,
    folder: Path,
    rates: Path,
    execution: Execution,
    keep_weights: bool = False,
) -> None:
    """Train a shard's runs of a stage, and write its tables; and, if they are kept, its weights.

    An interrupted job leaves a checkpoint in the folder, from which the next one goes on.

    Args:
        shard: what to train.
        stage: ``tune`` or ``train``.
        folder: where the files go.
        rates: where ``tune`` writes the rates it chose, and ``train`` of a tuned shard reads them.
        execution: where to train, and what that may use.
        keep_weights: whether the weights are written as well.

    Raises:
        Interrupted: the job has been asked to stop.
        ResultsError: a file cannot be written, or another job has taken its place.
    """
    registry = Registry.of(shard.components, execution.data)
    torch.set_num_threads(1)  # one core a shard; shards run side by side
    keep_freed_memory()
    runs = shard.runs(stage, tuning.read(rates) if stage == "train" and shard.tuned else None)
    records = Records()
    tasks = {length: task_of(shard, length, registry) for length in shard.lengths}
    work = {length: _gate_units(shard, task, registry) for length, task in tasks.items()}
    backend = backends.choose(
        sum(work[run.length] for run in runs), devices.device(execution.device)
    )
    key = _key(shard, registry, runs, execution, backend, keep_weights)
    checkpoint = Checkpoint(folder / "checkpoint", key, execution.checkpoint_seconds)
    ownership = JobOwnership(folder / "key", key)
    total = len(runs) * shard.updates
    with (
        reporting(f"{stage} {shard.path(stage)}", total, "updates") as advance,
        checkpoint.stopping_on_signals(),
    ):
        for length, task in tasks.items():
            at_length = [run for run in runs if run.length == length]
            means = (backend, execution, checkpoint, keep_weights, registry)
            records.add(train(at_length, task, shard, advance, *means))
    ownership.check()
    if keep_weights:
        weights.write(folder / weights.FILE, shard, registry, records.weights)
    for table in reversed(results.OF_SHARDS):  # the runs last: they imply the others
        results.write(table, getattr(records, table), folder / f"{table}.parquet")
    if stage == "tune":
        chosen = tuning.choose(results.read("runs", [folder / "runs.parquet"]), shard.tested)
        files.write_atomically(rates, json.dumps(chosen, indent=1).encode())
    checkpoint.remove()


def _gate_units(shard: Shard, task: Task, registry: Registry) -> int:
    """Gate units of one run: what ``backends.choose`` weighs."""
    network = network_of(shard, task, registry)
    return network.gate_units(shard.batch, task.steps, task.answers) * shard.updates


def _key(
    shard: Shard,
    registry: Registry,
    runs: Sequence[Run],
    execution: Execution,
    backend: str,
    keep_weights: bool,
) -> str:
    """Says what is trained, and with what: a checkpoint with another key is of no use."""
    files = [hashlib.sha256(file.read_bytes()).hexdigest() for file in components(shard, registry)]
    what = [shard.model_dump(), [run.axes() for run in runs], files]
    means = execution.model_dump(exclude={"checkpoint_seconds", "data"})
    how = [means, backend, torch.__version__, keep_weights]
    return hashlib.sha256(json.dumps([what, how]).encode()).hexdigest()
