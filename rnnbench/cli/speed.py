"""How fast this machine trains: a few seconds of training, for estimates of time."""

from collections.abc import Callable, Mapping
from math import inf

import numpy as np
import torch
from scipy.optimize import nnls

from rnnbench.components.clips.norm import NormClip
from rnnbench.components.inits.default import Default
from rnnbench.components.tasks import Batch
from rnnbench.components.tasks.adding import Adding
from rnnbench.config import Execution
from rnnbench.engine import backends, devices, sizes
from rnnbench.engine.network import Network
from rnnbench.engine.population import Member, Population
from rnnbench.plan.estimates import Speed
from rnnbench.probes.measures.timing import in_turns
from rnnbench.seeding import generator

BATCH = 32
Shape = tuple[int, int]
SHAPES: tuple[Shape, ...] = ((16, 50), (128, 50), (16, 2))
"""Units and steps: time goes into gates, into products, and into what each update has besides."""
ROUNDS = 15
AT_LEAST = 1e-15
"""Seconds that an operation takes at least."""


def measure() -> Speed:
    """The speed of one job of a machine: on one core, or on its GPU.

    The time of a net's update is that of its products, that of its gates, and the rest: three nets
    give all of them.
    """
    torch.set_num_threads(1)
    work = {shape: _updates(*shape) for shape in SHAPES}
    taken = in_turns({shape: update for shape, (_, update) in work.items()}, ROUNDS)
    seconds = {shape: taken[shape] / members for shape, (members, _) in work.items()}
    return fitted({shape: _parts(*shape) for shape in SHAPES}, seconds)


def fitted(parts: Mapping[Shape, tuple[float, float]], seconds: Mapping[Shape, float]) -> Speed:
    """The speed that explains some times best, in proportion to each.

    Args:
        parts: operations of products, and units of gates, of each update.
        seconds: the time of each.
    """
    rows = np.array([np.array([*parts[key], 1.0]) / seconds[key] for key in parts])
    scale = rows.max(axis=0)  # they differ by orders of magnitude
    found, _ = nnls(rows / scale, np.ones(len(rows)))
    operation, unit, update = (max(float(one), AT_LEAST) for one in found / scale)
    return Speed(1 / operation, unit, update)


def _parts(units: int, steps: int) -> tuple[float, float]:
    """Operations of products, and units of gates, of an update."""
    network = _network(units, steps)
    return network.flops(BATCH, steps, 1), network.gate_units(BATCH, steps, 1)


def _network(units: int, steps: int) -> Network:
    return Network.of("lstm", "none", Adding(length=steps), units)


def _updates(units: int, steps: int) -> tuple[int, Callable[[], object]]:
    """How many nets train at once, and an update of all of them, as a job does it."""
    network, task, execution = _network(units, steps), Adding(length=steps), Execution()
    device = devices.device(execution.device)
    backend = backends.choose(inf, device)
    most = sizes.members_at_once(network, BATCH, steps, 1, backend, execution.memory_mb, device)
    members = [
        Member(network.start(Default(), seed), 0, NormClip(), 1.0, 0.001) for seed in range(most)
    ]
    population = Population(network, task, members, "adam", BATCH, backend, device)
    drawn = Batch.stacked([task.sample(generator("speed"), BATCH)])
    batch = drawn.mapped(lambda part: part.to(device))
    return most, lambda: population.update(batch).members()
