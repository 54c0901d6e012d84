"""Optimisers of stacked weights: one row and one learning rate for each member."""

from abc import ABC, abstractmethod
from typing import Any

import torch
from torch import Tensor


class Optimiser(ABC):
    """Base of both optimisers, whose state has a row for each member."""

    @abstractmethod
    def step(self, weights: Tensor, gradient: Tensor, rates: Tensor) -> None:
        """Update weights (P, N) in place, given gradients (P, N) and learning rates (P,)."""

    @abstractmethod
    def keep(self, rows: Tensor) -> None:
        """Keep the members in ``rows`` (indices) alone."""

    @abstractmethod
    def state(self) -> dict[str, Any]:
        """The state that the next step depends on."""

    @abstractmethod
    def restore(self, state: dict[str, Any]) -> None:
        """Resume from a result of ``state``."""


class SGD(Optimiser):
    """Plain stochastic gradient descent."""

    def step(self, weights: Tensor, gradient: Tensor, rates: Tensor) -> None:
        weights.sub_(gradient * rates.unsqueeze(1))

    def keep(self, rows: Tensor) -> None:
        pass

    def state(self) -> dict[str, Any]:
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        pass


class Adam(Optimiser):
    """Adam with its paper's defaults (Kingma & Ba, ICLR 2015, arXiv:1412.6980, algorithm 1)."""

    DECAY = (0.9, 0.999)
    EPSILON = 1e-8

    def __init__(self, weights: Tensor) -> None:
        self.first = torch.zeros_like(weights)
        self.second = torch.zeros_like(weights)
        self.updates = 0

    def step(self, weights: Tensor, gradient: Tensor, rates: Tensor) -> None:
        self.updates += 1
        first, second = self.DECAY
        self.first.lerp_(gradient, 1 - first)
        self.second.mul_(second).addcmul_(gradient, gradient, value=1 - second)
        scale = (self.second / (1 - second**self.updates)).sqrt_().add_(self.EPSILON)
        weights.sub_((self.first / scale).mul_(rates.unsqueeze(1) / (1 - first**self.updates)))

    def keep(self, rows: Tensor) -> None:
        self.first, self.second = self.first[rows], self.second[rows]

    def state(self) -> dict[str, Any]:
        return {"first": self.first, "second": self.second, "updates": self.updates}

    def restore(self, state: dict[str, Any]) -> None:
        self.first.copy_(state["first"])
        self.second.copy_(state["second"])
        self.updates = state["updates"]


def make(name: str, weights: Tensor) -> Optimiser:
    """The optimiser with a name, ``adam`` or ``sgd``, for weights (P, N)."""
    return Adam(weights) if name == "adam" else SGD()
