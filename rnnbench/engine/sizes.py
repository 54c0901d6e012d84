"""How many members train as one stack: as many as caches and memory bear."""

from math import ceil

import torch

from rnnbench.config import ConfigError
from rnnbench.engine.backends import Backend, able
from rnnbench.engine.network import Network

WEIGHTS_AT_ONCE = 2 * 2**20
"""Bytes of recurrent weights that a core's caches hold; they are read at every step."""
MOST_ON_A_CORE = 64
"""Members beyond which a core gains nothing, however small they are."""
FLOATS_PER_GATE_UNIT = {"eager": 12, "compiled": 7}
"""Measured upper bounds, for every cell and norm, of what a pass keeps for each gate's unit."""
COPIES_OF_ACTIVATIONS = 4
"""What connections and dropout make, what it is made with, and the gradients of both."""
COPIES_OF_WEIGHTS = 9
"""Weights, gradients, the optimiser's two moments, the best weights so far, and what an update
makes of them."""
COPIES_OF_ANSWERS = 4
"""Answers, their logarithms, and the gradients of both."""
RESERVED_MB = 600 if torch.version.cuda is None else 800
"""Memory of the interpreter, its libraries and the compiler; a build for GPUs has larger ones."""
BYTES = 4  # single precision


def members_at_once(
    network: Network,
    batch: int,
    steps: int,
    answers: int,
    backend: Backend,
    memory_mb: int,
    device: torch.device,
) -> int:
    """Number of members of one stack.

    Args:
        network: their shape.
        batch: examples in a batch.
        steps: time steps of one example.
        answers: time steps that are read out.
        backend: what unrolls them, if it is able to.
        memory_mb: memory that the job may use.
        device: where they train. Only a core has caches to mind.

    Raises:
        ConfigError: not even one fits.
    """
    gate_units = network.gate_units(batch, steps, answers)
    kept = FLOATS_PER_GATE_UNIT[able(backend, network)]
    member = (
        gate_units * kept
        + network.activation_count(batch, steps) * COPIES_OF_ACTIVATIONS
        + answers * batch * network.outputs * COPIES_OF_ANSWERS
        + network.parameters() * COPIES_OF_WEIGHTS
    )
    fit = (memory_mb - RESERVED_MB) * 2**20 // (member * BYTES)
    if fit < 1:
        needed = RESERVED_MB + ceil(member * BYTES / 2**20)
        raise ConfigError(f"execution.memory_mb: one net takes {needed}, more than {memory_mb}")
    if device.type != "cpu":
        return fit
    cell, hidden = network.cell, network.hidden
    blocks = len(cell.sources) * len(cell.recurrent_gates()) + len(cell.matrices)
    recurrent = blocks * hidden**2 * (network.untied or 1)
    cached = max(1, WEIGHTS_AT_ONCE // max(1, recurrent * BYTES))
    return min(fit, cached, MOST_ON_A_CORE)


def parts(members: int, most: int) -> int:
    """Number of stacks: as few as can be, but of one size if that takes at most twice as many.

    A second size would be compiled a second time.
    """
    fewest = ceil(members / most)
    even = (n for n in range(fewest, 2 * fewest + 1) if members % n == 0)
    return next(even, fewest)
