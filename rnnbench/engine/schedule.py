"""What nets read in each update: at which length, and which inputs are the true ones."""

from collections.abc import Sequence

import torch
from torch import Tensor

from rnnbench.components.tasks import Task
from rnnbench.config import Training, regimes
from rnnbench.engine.network import Network
from rnnbench.seeding import generator


class Lessons:
    """The course of a training, which updates, counted from 0, follow.

    Args:
        task: what is learned, at its full length.
        training: the regime, and the budget.
    """

    def __init__(self, task: Task, training: Training) -> None:
        self.training = training
        self._stages = [task]
        if training.curriculum != "none":
            self._stages = [task.at(length) for length in regimes.lengths(task.length)]

    def task(self, update: int) -> Task:
        """The task at the length that an update trains at, the same for all runs."""
        if len(self._stages) == 1:
            return self._stages[0]
        if self.training.curriculum == "combined":
            draw = generator("curriculum", update)
            if float(torch.rand((), generator=draw)) < regimes.RANDOM:
                return self._stages[int(torch.randint(len(self._stages), (), generator=draw))]
        return self._stages[regimes.stage(update / self.training.updates)]

    def true_inputs(self, update: int, streams: Sequence[tuple[object, ...]]) -> Tensor | None:
        """Which inputs after the prompt nets read as they are, (S, T, B); None: all.

        Args:
            update: its number.
            streams: what tells the S streams of data apart.
        """
        chance = self._chance(update)
        if chance >= 1:
            return None
        shape = (self.task(update).steps, self.training.batch)
        draws = [generator("forcing", *stream, update) for stream in streams]
        return torch.stack([torch.rand(shape, generator=draw) for draw in draws]) < chance

    def flops(self, network: Network) -> list[float]:
        """Floating-point operations of each update of one run, as ``Network.flops`` counts them."""
        if len(self._stages) == 1 and self.training.forcing == "teacher":
            return [self._flops(network, self._stages[0], False)] * self.training.updates
        known: dict[tuple[int, bool], float] = {}
        found = []
        for update in range(self.training.updates):
            task, own_answers = self.task(update), self._chance(update) < 1
            kind = task.length, own_answers
            if kind not in known:
                known[kind] = self._flops(network, task, own_answers)
            found.append(known[kind])
        return found

    def _flops(self, network: Network, task: Task, own_answers: bool) -> float:
        batch, chunk = self.training.batch, self.training.truncate
        flops = network.flops(batch, task.steps, task.answers)
        if own_answers:  # a forward pass comes before
            flops += network.flops(batch, task.steps, task.steps) / 3
        if chunk and task.readout == "last":  # the chunks before the last have no backward pass
            flops -= network.flops(batch, (task.steps - 1) // chunk * chunk, 0) * 2 / 3
        return flops

    def _chance(self, update: int) -> float:
        return regimes.chance_of_truth(self.training.forcing, update / self.training.updates)
