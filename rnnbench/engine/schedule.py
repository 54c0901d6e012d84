"""The training schedule: length and share of true inputs in each update."""

from collections.abc import Sequence

import torch
from torch import Tensor

from rnnbench.components.tasks import Task
from rnnbench.config import Training, regimes
from rnnbench.engine.network import Network
from rnnbench.seeding import generator


class TrainingSchedule:
    """The training schedule of a task; updates count from 0.

    Args:
        task: the task at its full length.
        training: the regime and the budget.
    """

    def __init__(self, task: Task, training: Training) -> None:
        self.training = training
        self._stages = [task]
        if training.curriculum != "none":
            self._stages = [task.at(length) for length in regimes.lengths(task.length)]

    def task(self, update: int) -> Task:
        """The task at the length of an update, the same for all runs."""
        if len(self._stages) == 1:
            return self._stages[0]
        if self.training.curriculum == "combined":
            draw = generator("curriculum", update)
            if float(torch.rand((), generator=draw)) < regimes.RANDOM:
                return self._stages[int(torch.randint(len(self._stages), (), generator=draw))]
        return self._stages[regimes.stage(update / self.training.updates)]

    def true_inputs(self, update: int, streams: Sequence[tuple[object, ...]]) -> Tensor | None:
        """Mask of the true inputs after the prompt, (S, T, B); None: all are true.

        Args:
            update: number of the update.
            streams: seeds of the S streams of data.
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
            task, free_running = self.task(update), self._chance(update) < 1
            kind = task.length, free_running
            if kind not in known:
                known[kind] = self._flops(network, task, free_running)
            found.append(known[kind])
        return found

    def _flops(self, network: Network, task: Task, free_running: bool) -> float:
        batch, chunk = self.training.batch, self.training.truncate
        flops = network.flops(batch, task.steps, task.answers)
        if free_running:  # a forward pass comes first
            flops += network.flops(batch, task.steps, task.steps) / 3
        if chunk and task.readout == "last":  # the chunks before the last have no backward pass
            flops -= network.flops(batch, (task.steps - 1) // chunk * chunk, 0) * 2 / 3
        return flops

    def _chance(self, update: int) -> float:
        return regimes.chance_of_truth(self.training.forcing, update / self.training.updates)
