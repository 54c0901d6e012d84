"""A single net trained on one stream of a task's batches, for probes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor

from rnnbench.components.clips.norm import NormClip
from rnnbench.components.inits.default import Default
from rnnbench.components.registry import name_of
from rnnbench.components.tasks import Batch, Task
from rnnbench.components.tasks.adding import Adding
from rnnbench.engine.network import Network
from rnnbench.engine.population import Member, Population
from rnnbench.seeding import generator

RATE, THRESHOLD = 0.01, 1.0


class Net:
    """One net and its training data, both functions of the seed.

    It trains with Adam at a learning rate of 0.01, with gradients clipped to a norm of 1.

    Args:
        cell: name of its cell.
        norm: name of its norm.
        task: the task to learn.
        hidden: H.
        batch: B.
        seed: seed of its initial weights and its data.
        dtype: of weights and data; training elsewhere uses single precision.
        truncate: number of steps after which gradients are cut (TBPTT); 0: never.
        arrangement: of its layers, as ``Network.of`` takes it.
    """

    def __init__(
        self,
        cell: str,
        norm: str,
        task: Task,
        hidden: int,
        batch: int,
        seed: int,
        dtype: torch.dtype = torch.float64,
        truncate: int = 0,
        **arrangement: Any,
    ) -> None:
        self.network = Network.of(cell, norm, task, hidden, **arrangement)
        self.task, self.batch, self.seed, self.dtype = task, batch, seed, dtype
        start = self.network.start(Default(), seed)
        weights = {name: weight.to(dtype) for name, weight in start.items()}
        member = Member(weights, 0, NormClip(), THRESHOLD, RATE)
        self.population = Population(self.network, task, [member], "adam", batch, truncate=truncate)

    def data(self, *which: object) -> Batch:
        """Draw the batch of a name or number: inputs (1, T, B[, D])."""
        draw = generator("probe", "data", name_of(self.task), self.seed, *which)
        drawn = Batch.stacked([self.task.sample(draw, self.batch)])
        return drawn.mapped(self._typed)

    def train(self, begin: int, end: int) -> None:
        """Train from update ``begin`` up to, but not including, update ``end``."""
        for number in range(begin, end):
            self.population.update(self.data(number))

    def _typed(self, part: Tensor) -> Tensor:
        return part.to(self.dtype) if part.is_floating_point() else part


def timed_update(
    cell: str, norm: str, hidden: int, steps: int, batch: int, seed: int
) -> Callable[[], object]:
    """Return a repeatable single-precision update of a net on a batch of the adding problem."""
    net = Net(cell, norm, Adding(length=steps), hidden, batch, seed, torch.float32)
    return partial(net.population.update, net.data("timed"))
