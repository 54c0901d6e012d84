"""A net of one unit whose error has a cliff, and steps of gradient descent on it.

x(t) = w σ(x(t-1)) + b from x(0) = 0, and E = (σ(x(T)) − 0.7)². The unit settles high or low. Where
b = −w/2 it stays on the border between the two, x = 0, and E jumps: x(T) changes with b as fast as
Σ (w/4)^k for k = 0 ... T-1.

Source: after Pascanu, Mikolov, Bengio, ICML 2013, arXiv:1211.5063, figure 6.
"""

import torch
from torch import Tensor

from rnnbench.components.clips import Clip

TARGET = 0.7


def error(points: Tensor, steps: int) -> Tensor:
    """E at points (w, b), (P, 2) -> (P,), after T = ``steps``."""
    w, b = points.unbind(1)
    x = torch.zeros_like(w)
    for _ in range(steps):
        x = w * torch.sigmoid(x) + b
    return (torch.sigmoid(x) - TARGET).square()


def gradient(points: Tensor, steps: int) -> Tensor:
    """∂E/∂(w, b) at points, (P, 2), by autograd."""
    there = points.detach().requires_grad_()
    (found,) = torch.autograd.grad(error(there, steps).sum(), there)
    return found


def descend(points: Tensor, steps: int, clip: Clip, threshold: float, rate: float) -> Tensor:
    """Points after one update each, (P, 2).

    Args:
        points: (w, b) before it, (P, 2).
        steps: T.
        clip: the clip.
        threshold: its threshold.
        rate: learning rate.
    """
    slope = gradient(points, steps)
    norms = slope.norm(dim=1)
    return points - rate * clip(slope, norms, torch.full_like(norms, threshold))
