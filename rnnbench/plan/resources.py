"""What a job asks of a cluster, which ends jobs that use more."""

from math import ceil

from rnnbench.components.registry import Registry
from rnnbench.config import Execution
from rnnbench.plan import estimates
from rnnbench.plan.shards import Shard
from rnnbench.storage.runs import Stage

PIPELINE_MB = 1000
"""Memory of the two processes of Snakemake that a job of a cluster has beside its own."""
START_MINUTES = 5
"""For loading, compiling, and slow file systems."""
SLOWEST = 3
"""How many times as long as estimated a job may take at its first attempt."""


def memory_mb(execution: Execution) -> int:
    """Memory of a whole job that trains, in MB."""
    return execution.memory_mb + PIPELINE_MB


def minutes(shard: Shard, registry: Registry, stage: Stage, attempt: int) -> int:
    """Time limit of a stage's job. A later attempt resumes from the checkpoint, with more time.

    Args:
        shard: what it trains.
        registry: finds its components.
        stage: ``tune`` or ``train``.
        attempt: 1, then 2, ...
    """
    return ceil(
        START_MINUTES + SLOWEST * attempt * estimates.seconds(shard, registry, stages=(stage,)) / 60
    )
