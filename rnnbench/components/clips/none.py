"""No clipping."""

import torch
from torch import Tensor

from rnnbench.components.clips import Clip


class NoClip(Clip):
    """No clipping."""

    def __call__(self, gradient: Tensor, norm: Tensor, threshold: Tensor) -> Tensor:
        return gradient

    def acts(self, gradient: Tensor, norm: Tensor, threshold: Tensor) -> Tensor:
        return torch.zeros_like(norm, dtype=torch.bool)
