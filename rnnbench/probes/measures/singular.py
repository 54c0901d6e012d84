"""Gradients along the singular directions of a recurrent matrix."""

import torch
from torch import Tensor


def misses(recurrent: Tensor, before: Tensor, after: Tensor) -> Tensor:
    """Deviation of one step back from a scaling of singular directions, for each net, (P,).

    Let U = Σ σ u v^T and h(t) = h(t-1) U. In a linear net the part of ∂L/∂h(t-1) along u is σ times
    that of ∂L/∂h(t) along v. The result is the largest difference of the two over all directions.

    Args:
        recurrent: U, (P, H, H).
        before: ∂L/∂h(t), (P, 1, H).
        after: ∂L/∂h(t-1), (P, 1, H).
    """
    left, values, right = torch.linalg.svd(recurrent)
    expected = values.unsqueeze(1) * (before @ right.mT)
    found: Tensor = (after @ left - expected).abs().amax((1, 2))
    return found
