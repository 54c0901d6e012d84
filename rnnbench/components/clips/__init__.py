"""Gradient clipping."""

from abc import ABC, abstractmethod
from typing import ClassVar

from torch import Tensor


class Clip(ABC):
    """Base of all clips: a member's gradient before the update.

    Class attributes:
        setting: the config key of its threshold.
    """

    setting: ClassVar[str] = "clip_threshold"

    @abstractmethod
    def __call__(self, gradient: Tensor, norm: Tensor, threshold: Tensor) -> Tensor:
        """Clip the gradients of some members.

        Args:
            gradient: (P, N), all N weights of each member in one row.
            norm: (P,), the Euclidean norm of each row.
            threshold: (P,), above which the clip acts; > 0.

        Returns:
            (P, N).
        """

    @abstractmethod
    def acts(self, gradient: Tensor, norm: Tensor, threshold: Tensor) -> Tensor:
        """Whether the clip changes each member's gradient, (P,), bool."""


BASE = Clip
