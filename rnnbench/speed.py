"""How fast this machine trains: a few seconds of training, for estimates of time."""

from collections.abc import Callable, Mapping
from math import inf

import numpy as np
import torch
from scipy.optimize import nnls

from rnnbench.clips.norm import NormClip
from rnnbench.config import Execution
from rnnbench.engine import backends, devices, sizes
from rnnbench.engine.population import Member, Population
from rnnbench.inits.default import Default
from rnnbench.matrix import Speed
from rnnbench.measures.timing import in_turns
from rnnbench.network import Network
from rnnbench.seeding import generator
from rnnbench.tasks import Batch
from rnnbench.tasks.adding import Adding

BATCH, STEPS = 32, 50
UNITS = (16, 128)
"""Of a small net, whose time is mostly its gates', and of a large one, mostly its products'."""
ROUNDS = 15
AT_LEAST = 1e-15
"""Seconds that an operation takes at least."""


def measure() -> Speed:
    """The speed of one job of a machine: on one core, or on its GPU.

    The time of a net's update is that of its products and that of its gates: two nets give both.
    """
    torch.set_num_threads(1)
    nets = {units: Network.of("lstm", "none", Adding(length=STEPS), units) for units in UNITS}
    work = {units: _updates(net) for units, net in nets.items()}
    taken = in_turns({units: update for units, (_, update) in work.items()}, ROUNDS)
    seconds = {units: taken[units] / members for units, (members, _) in work.items()}
    parts = {
        u: (net.flops(BATCH, STEPS, 1), net.gate_units(BATCH, STEPS, 1)) for u, net in nets.items()
    }
    return fitted(parts, seconds)


def fitted(parts: Mapping[int, tuple[float, float]], seconds: Mapping[int, float]) -> Speed:
    """The speed that explains some times best, in proportion to each.

    Args:
        parts: operations of products, and units of gates, of each update.
        seconds: the time of each.
    """
    rows = np.array([np.array(parts[key]) / seconds[key] for key in parts])
    scale = rows.max(axis=0)  # the two differ by orders of magnitude
    (operation, unit), _ = nnls(rows / scale, np.ones(len(rows)))
    return Speed(
        1 / max(float(operation / scale[0]), AT_LEAST), max(float(unit / scale[1]), AT_LEAST)
    )


def _updates(network: Network) -> tuple[int, Callable[[], object]]:
    """How many nets train at once, and an update of all of them, as a job does it."""
    task, execution = Adding(length=STEPS), Execution()
    device = devices.device(execution.device)
    backend = backends.choose(inf, device)
    most = sizes.members_at_once(network, BATCH, STEPS, 1, backend, execution.memory_mb, device)
    members = [
        Member(network.start(Default(), seed), 0, NormClip(), 1.0, 0.001) for seed in range(most)
    ]
    population = Population(network, task, members, "adam", BATCH, backend, device)
    drawn = Batch.stacked([task.sample(generator("speed"), BATCH)])
    batch = drawn.mapped(lambda part: part.to(device))
    return most, lambda: population.update(batch).members()
