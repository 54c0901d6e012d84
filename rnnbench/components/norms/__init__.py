"""Normalisations: applied to W x(t) + U h(t-1), gate by gate, right before the nonlinearity."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import torch
from torch import Tensor


class Norm(ABC):
    """Base of all norms.

    Class attributes:
        weights: a norm's own weights of shape (H,) for each gate, and the value they start at.
        memory_weights: a norm's own weights of shape (H,) for the memory of cells that have one, if
            it normalises that too, and the value they start at.
        identity: whether it changes nothing, so that the engine may leave it out.
        uses_batch: whether it normalises over the batch, and in evaluation with statistics of
            training data.
    """

    identity: ClassVar[bool] = False
    uses_batch: ClassVar[bool] = False
    weights: ClassVar[Mapping[str, float]] = MappingProxyType({})

    memory_weights: ClassVar[Mapping[str, float]] = MappingProxyType({})

    @abstractmethod
    def __call__(self, a: Tensor, weights: dict[str, Tensor]) -> Tensor:
        """Normalise the product of weights and inputs, before the bias is added.

        Args:
            a: (P, B, G, H), the gates of one group.
            weights: the norm's own weights for these gates, each (P, B, G, H).

        Returns:
            (P, B, G, H).
        """

    def normalised(
        self, a: Tensor, mean: Tensor, variance: Tensor, weights: dict[str, Tensor]
    ) -> Tensor:
        """The same with given statistics, for norms that use the batch.

        Args:
            a: (P, B, G, H).
            mean: of each unit, (P, 1, G, H).
            variance: likewise.
            weights: the norm's own weights, each (P, B, G, H).
        """
        raise NotImplementedError

    def memory(self, c: Tensor, weights: dict[str, Tensor]) -> Tensor:
        """The memory as the output sees it, (P, B, H), given the norm's own weights for it."""
        return c

    def start(self, weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """One member's own weights before training, (G·H,), given its ``W``, ``U`` and ``b``."""
        return {name: torch.full_like(weights["b"], value) for name, value in self.weights.items()}

    def reparametrised(self, weights: dict[str, Tensor]) -> dict[str, Tensor]:
        """The weights that the steps use, each (P, ...), made of those that train."""
        return weights


BASE = Norm
