"""Populations of the engine for the benchmarks, as the pipeline trains them."""

import torch
from peers import BATCH, RATE, Update

from rnnbench.components.clips.norm import NormClip
from rnnbench.components.registry import BUILT_IN
from rnnbench.components.tasks import Batch
from rnnbench.components.tasks.adding import Adding
from rnnbench.engine import sizes
from rnnbench.engine.backends import Backend
from rnnbench.engine.network import Network
from rnnbench.engine.population import Member, Population
from rnnbench.seeding import generator

MEMORY_MB = 4000


def network(cell: str, norm: str, hidden: int, steps: int) -> Network:
    """Network for the adding problem."""
    return Network.of(cell, norm, Adding(length=steps), hidden)


def at_once(net: Network, steps: int, backend: Backend = "compiled") -> int:
    """Number of members in one stack of the engine."""
    return sizes.members_at_once(net, BATCH, steps, 1, backend, MEMORY_MB, torch.device("cpu"))


def population(
    cell: str,
    norm: str,
    hidden: int,
    steps: int,
    members: int | None = None,
    backend: Backend = "compiled",
) -> tuple[int, Update]:
    """Number of members and an update of all, in the engine's stacks.

    Args:
        cell: name of the cell.
        norm: name of the norm.
        hidden: number of units.
        steps: time steps of the adding problem.
        members: number of members; one stack by default.
        backend: back end of the unrolling.
    """
    task, net = Adding(length=steps), network(cell, norm, hidden, steps)
    most = at_once(net, steps, backend)
    members = members or most
    init, clip = BUILT_IN.load("inits", "default")(), NormClip()
    people = [Member(net.start(init, seed), 0, clip, 1.0, RATE) for seed in range(members)]
    parts = sizes.parts(members, most)
    stacks = [
        Population(net, task, people[part::parts], "adam", BATCH, backend) for part in range(parts)
    ]
    batch = Batch.stacked([task.sample(generator("benchmark"), BATCH)])

    def update() -> None:
        for stack in stacks:
            stack.update(batch)

    return members, update
