"""Train runs of one shape, in stacks that fit caches and memory."""

from collections.abc import Sequence

from rnnbench.components.registry import BUILT_IN, Registry
from rnnbench.components.tasks import Task
from rnnbench.config import Execution, Training
from rnnbench.engine import devices, sizes
from rnnbench.engine.backends import Backend
from rnnbench.engine.checkpoints import Keeper
from rnnbench.engine.network import Network
from rnnbench.engine.records import Records
from rnnbench.engine.schedule import TrainingSchedule
from rnnbench.engine.stacks import Stack
from rnnbench.progress import Advance, ignore_progress
from rnnbench.storage.runs import Run


def train(
    runs: Sequence[Run],
    task: Task,
    training: Training,
    advance: Advance = ignore_progress,
    backend: Backend = "eager",
    execution: Execution | None = None,
    checkpoint: Keeper | None = None,
    keep_weights: bool = False,
    registry: Registry = BUILT_IN,
) -> Records:
    """Train runs that share task, cell and norm.

    Args:
        runs: the runs; axes other than task, cell and norm may differ.
        task: the task, with the settings that all runs share.
        training: budget and sizes.
        advance: called with the number of finished updates of runs.
        backend: the wanted back end.
        execution: device and memory.
        checkpoint: receives progress, so that an interrupted training can resume.
        keep_weights: whether the records contain the runs' weights.
        registry: finds the runs' cells, norms, inits, clips and penalties.
    """
    execution, checkpoint = execution or Execution(), checkpoint or Keeper()
    device = devices.device(execution.device)
    network = Network.of(
        runs[0].cell, runs[0].norm, task, **training.arrangement(), registry=registry
    )
    most = sizes.members_at_once(
        network, training.batch, task.steps, task.answers, backend, execution.memory_mb, device
    )
    parts = sizes.parts(len(runs), most)
    flops = TrainingSchedule(task, training).flops(network)
    records = Records()
    for part in range(parts):
        mine = runs[part::parts]
        rows = checkpoint.finished()
        if rows is None:
            state = checkpoint.interrupted()
            stack = Stack(mine, task, training, network, registry, backend, device, state)
            notes = stack.train(advance, checkpoint)
            rows = Records(
                [record.row(task, training, network, device.type, flops) for record in notes],
                [point for record in notes for point in record.points()],
                [test for record in notes for test in record.further_tests()],
                stack.weights() if keep_weights else [],
            )
            checkpoint.finish(rows)
        else:
            advance(len(mine) * training.updates)
        records.add(rows)
    return records
