"""Normalisations of the sum W x(t) + U v of each gate, before bias and nonlinearity."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import torch
from torch import Tensor


class Norm(ABC):
    """Base of all norms.

    Class attributes:
        weights: names of own weights of shape (H,) for each gate, and their start values.
        memory_weights: names of own weights of shape (H,) for a cell's memory, and their start
            values; none if the norm leaves the memory alone.
        identity: whether it leaves sums as they are, so that the engine can leave it out.
        uses_batch: whether it normalises over the batch, and in evaluation with statistics of
            training data.
    """

    identity: ClassVar[bool] = False
    uses_batch: ClassVar[bool] = False
    weights: ClassVar[Mapping[str, float]] = MappingProxyType({})
    memory_weights: ClassVar[Mapping[str, float]] = MappingProxyType({})

    @abstractmethod
    def __call__(self, a: Tensor, weights: dict[str, Tensor]) -> Tensor:
        """Normalise the sums of one group of gates, before the bias is added.

        Args:
            a: the sums, (P, B, g, H).
            weights: the norm's own weights for these gates, each (P, B, g, H).

        Returns:
            (P, B, g, H).
        """

    def normalised(
        self, a: Tensor, mean: Tensor, variance: Tensor, weights: dict[str, Tensor]
    ) -> Tensor:
        """Normalise with given statistics; only norms that use the batch need it.

        Args:
            a: the sums, (P, B, g, H).
            mean: mean of each unit, (P, 1, g, H).
            variance: variance of each unit, (P, 1, g, H).
            weights: the norm's own weights, each (P, B, g, H).
        """
        raise NotImplementedError

    def memory(self, c: Tensor, weights: dict[str, Tensor]) -> Tensor:
        """The memory as the output sees it, (P, B, H).

        Args:
            c: the memory, (P, B, H).
            weights: the norm's own weights for it, each (P, B, H).
        """
        return c

    def start(self, weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """One member's own weights before training, each (G·H,).

        Args:
            weights: the member's ``W``, ``b`` and, if the cell has it, ``U``.
        """
        return {name: torch.full_like(weights["b"], value) for name, value in self.weights.items()}

    def reparametrised(self, weights: dict[str, Tensor]) -> dict[str, Tensor]:
        """The weights that the steps use, made of those that train, each (P, ...)."""
        return weights


BASE = Norm
