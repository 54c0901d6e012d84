"""The task and the network that a shard trains."""

from rnnbench.components.registry import Registry
from rnnbench.components.tasks import Task
from rnnbench.config import task_of as configured_task
from rnnbench.engine.network import Network
from rnnbench.plan.shards import Shard


def task_of(shard: Shard, length: int, registry: Registry) -> Task:
    """Return the shard's task at one of its lengths."""
    return configured_task(registry, shard.task, shard.task_settings(length))


def network_of(shard: Shard, task: Task, registry: Registry) -> Network:
    """Return the shape of the shard's networks, for its task at one of its lengths."""
    arrangement = shard.arrangement()
    return Network.of(shard.cell, shard.norm, task, **arrangement, registry=registry)
