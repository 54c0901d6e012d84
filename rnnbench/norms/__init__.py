"""Normalisations: applied to W x(t) + U h(t-1), gate by gate, right before the nonlinearity."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from torch import Tensor


class Norm(ABC):
    """Base of all norms.

    Class attributes:
        weights: a norm's own weights of shape (H,) for each gate, and the value they start at.
        identity: whether it changes nothing, so that the engine may leave it out.
    """

    identity: ClassVar[bool] = False
    weights: ClassVar[Mapping[str, float]] = MappingProxyType({})

    @abstractmethod
    def __call__(self, a: Tensor, weights: dict[str, Tensor]) -> Tensor:
        """Normalise the product of weights and inputs, before the bias is added.

        Args:
            a: (P, B, G, H), the gates of one group.
            weights: the norm's own weights for these gates, each (P, B, G, H).

        Returns:
            (P, B, G, H).
        """


BASE = Norm
