"""Losses of whole populations, one number a member."""

import torch.nn.functional as F
from torch import Tensor


def squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    """Mean squared error: (P, T, B, O) and the same -> (P,)."""
    return (outputs - targets).square().flatten(1).mean(1)


def cross_entropy(outputs: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy in nats: logits (P, T, B, O) and classes (P, T, B) -> (P,)."""
    losses = F.cross_entropy(outputs.flatten(0, 2), targets.flatten(), reduction="none")
    return losses.view(outputs.shape[0], -1).mean(1)
