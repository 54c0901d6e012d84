"""Gradient clipping."""

from abc import ABC, abstractmethod

from torch import Tensor


class Clip(ABC):
    """Base of all clips: what becomes of a member's gradient before the update."""

    @abstractmethod
    def __call__(self, gradient: Tensor, norm: Tensor, threshold: float) -> Tensor:
        """Clip the gradients of some members.

        Args:
            gradient: (P, N), all N weights of each member in one row.
            norm: (P,), the Euclidean norm of each row.
            threshold: where clipping sets in; > 0.

        Returns:
            (P, N).
        """

    @abstractmethod
    def acts(self, gradient: Tensor, norm: Tensor, threshold: float) -> Tensor:
        """Whether clipping changes each member's gradient: (P,), bool."""


BASE = Clip
