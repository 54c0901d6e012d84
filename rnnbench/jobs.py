"""One job of the pipeline: a shard's runs of one stage, from its JSON to its files."""

import json
from pathlib import Path

import torch

from rnnbench import results, tuning
from rnnbench.engine import backends
from rnnbench.engine.memory import keep_freed_memory
from rnnbench.engine.training import Records, train
from rnnbench.matrix import task_of
from rnnbench.network import Network
from rnnbench.progress import reporting
from rnnbench.runs import Stage
from rnnbench.shards import Shard
from rnnbench.tasks import Task


def run_stage(shard: Shard, stage: Stage, folder: Path, rates: Path) -> None:
    """Train a shard's runs of a stage, and write its tables.

    Args:
        shard: what to train.
        stage: ``tune`` or ``train``.
        folder: where the files go.
        rates: where ``tune`` writes the rates it chose, and ``train`` of a tuned shard reads them.
    """
    torch.set_num_threads(1)  # one core a shard; shards run side by side
    keep_freed_memory()
    runs = shard.runs(stage, tuning.read(rates) if stage == "train" and shard.tuned else None)
    records = Records([], [])
    tasks = {length: task_of(shard, length) for length in shard.lengths}
    work = {length: _gate_units(shard, task) for length, task in tasks.items()}
    backend = backends.choose(sum(work[run.length] for run in runs))
    with reporting(f"{stage} {shard.path}", len(runs) * shard.updates, "updates") as advance:
        for length, task in tasks.items():
            at_length = [run for run in runs if run.length == length]
            part = train(at_length, task, shard, advance, backend)
            records.runs.extend(part.runs)
            records.curves.extend(part.curves)
    results.write("curves", records.curves, folder / "curves.parquet")
    results.write("runs", records.runs, folder / "runs.parquet")
    if stage == "tune":
        chosen = tuning.choose(results.read("runs", [folder / "runs.parquet"]))
        results.write_atomically(rates, json.dumps(chosen, indent=1).encode())


def _gate_units(shard: Shard, task: Task) -> int:
    """Gate units of one run: what ``backends.choose`` weighs."""
    network = Network.of(shard.cell, shard.norm, task, shard.hidden)
    return network.gate_units(shard.batch, task.steps) * shard.updates
