"""The number of members in one stack, by the sizes of caches and memory."""

from math import ceil

import torch

from rnnbench.config import ConfigError
from rnnbench.engine.backends import Backend, able
from rnnbench.engine.network import Network

WEIGHTS_AT_ONCE = 2 * 2**20
"""Bytes of recurrent weights that fit into a core's caches; every step reads them."""
MOST_ON_A_CORE = 64
"""Number of members above which a core gains nothing, however small they are."""
FLOATS_PER_GATE_UNIT = {"eager": 12, "compiled": 7}
"""Measured upper bounds, over all cells and norms, of the floats kept for each gate unit."""
COPIES_OF_ACTIVATIONS = 4
"""Results of connections and dropout, their arguments, and the gradients of both."""
COPIES_OF_WEIGHTS = 9
"""Weights, gradients, the optimiser's two moments, the best weights so far, and temporaries."""
COPIES_OF_ANSWERS = 4
"""Answers, their logarithms, and the gradients of both."""
RESERVED_MB = 600 if torch.version.cuda is None else 800
"""Memory of the interpreter, its libraries and the compiler; libraries for GPUs are larger."""
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
        answers: number of time steps with an answer.
        backend: the wanted back end.
        memory_mb: the job's memory, in MB.
        device: where they train; only a CPU core has caches to mind.

    Raises:
        ConfigError: one network does not fit into the memory.
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
        raise ConfigError(
            f"execution.memory_mb: one network needs {needed} MB (got {memory_mb}); raise it"
        )
    if device.type != "cpu":
        return fit
    cell, hidden = network.cell, network.hidden
    blocks = len(cell.sources) * len(cell.recurrent_gates()) + len(cell.matrices)
    recurrent = blocks * hidden**2 * (network.unshared_steps or 1)
    cached = max(1, WEIGHTS_AT_ONCE // max(1, recurrent * BYTES))
    return min(fit, cached, MOST_ON_A_CORE)


def parts(members: int, most: int) -> int:
    """The least number of stacks, or at most twice as many if all then have one size.

    A second size would be compiled a second time.
    """
    fewest = ceil(members / most)
    even = (n for n in range(fewest, 2 * fewest + 1) if members % n == 0)
    return next(even, fewest)
