"""Losses of whole populations, one number a member: means over the answers that count."""

import torch
import torch.nn.functional as F
from torch import Tensor

from rnnbench.components.tasks import IGNORED


def squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    """Mean squared error: (P, T, B, O) and the same -> (P,)."""
    return _mean((outputs - targets).square().mean(-1), targets[..., 0] != IGNORED)


def cross_entropy(outputs: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy in nats: logits (P, T, B, O) and classes (P, T, B) -> (P,)."""
    losses = F.cross_entropy(
        outputs.flatten(0, 2), targets.flatten(), ignore_index=IGNORED, reduction="none"
    )
    return _mean(losses.view(targets.shape), targets != IGNORED)


def bernoulli(outputs: Tensor, targets: Tensor) -> Tensor:
    """Mean over answers of the summed cross-entropy of O coins, in nats.

    Args:
        outputs: logits, (P, T, B, O).
        targets: 0 or 1, the same shape.

    Returns:
        (P,).
    """
    losses = F.binary_cross_entropy_with_logits(outputs, targets, reduction="none").sum(-1)
    return _mean(losses, targets[..., 0] != IGNORED)


def accuracy(outputs: Tensor, targets: Tensor) -> Tensor:
    """Share of answers that are right: logits (P, T, B, O) and classes (P, T, B) -> (P,)."""
    right = (outputs.argmax(-1) == targets).to(outputs.dtype)
    return _mean(right, targets != IGNORED)


def _mean(values: Tensor, counts: Tensor) -> Tensor:
    """Mean over the answers that count: (P, T, B) and the same -> (P,)."""
    counted = torch.where(counts, values, 0.0).flatten(1).sum(1)
    return counted / counts.flatten(1).sum(1)
