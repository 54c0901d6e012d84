"""Tasks on sequences of numbers with two marked ones."""

from abc import abstractmethod

import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.tasks import Batch, Split, Task
from rnnbench.components.tasks._losses import squared_error


class MarkedNumbers(Task):
    """Base of tasks whose answer combines the two marked numbers."""

    readout = "last"
    long_range = True

    length: int = Field(gt=1, description="length of the sequence, in time steps")

    @property
    def inputs(self) -> int:
        return 2

    @property
    def outputs(self) -> int:
        return 1

    @property
    def steps(self) -> int:
        return self.length

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        numbers = torch.rand(self.length, batch, generator=generator)
        half = self.length // 2
        first = torch.randint(half, (1, batch), generator=generator)
        second = torch.randint(half, self.length, (1, batch), generator=generator)
        markers = torch.zeros(self.length, batch)
        markers.scatter_(0, torch.cat([first, second]), 1.0)
        inputs = torch.stack([numbers, markers], dim=-1)  # (T, B, 2)
        return Batch(inputs, self._answer(inputs))

    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        return squared_error(outputs, targets)

    def solve(self, batch: Batch) -> Tensor:
        return self._answer(batch.inputs)

    @staticmethod
    @abstractmethod
    def _answer(inputs: Tensor) -> Tensor:
        """(T, B, 2) -> (1, B, 1)."""

    @property
    def target(self) -> float:
        return 0.9
