"""Change of a gradient along its own direction."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Along:
    """Gradients on the way from a point along its negative gradient.

    Attributes:
        rates: η, (R,).
        changes: ‖g(θ) - g(θ - η g(θ))‖ for each rate, (R,).
        length: ‖g(θ)‖.
    """

    rates: Tensor
    changes: Tensor
    length: float

    @property
    def relative(self) -> Tensor:
        """Change of the gradient as a part of its length, (R,)."""
        return self.changes / self.length

    @property
    def effective_smoothness(self) -> float:
        """Largest change of the gradient over the distance moved.

        Source: Santurkar, Tsipras, Ilyas, Mądry, NeurIPS 2018, arXiv:1805.11604, section 3.1.
        """
        return float((self.relative / self.rates).max())


def along_gradient(gradients: Callable[[Tensor], Tensor], point: Tensor, rates: Tensor) -> Along:
    """Walk from a point along its negative gradient.

    Args:
        gradients: of the loss at some points, (P, N) -> (P, N).
        point: θ, (N,).
        rates: η, positive, (R,).
    """
    (here,) = gradients(point.unsqueeze(0))
    there = gradients(point - rates.unsqueeze(1) * here)
    changes: Tensor = torch.linalg.vector_norm(there - here, dim=1)
    return Along(rates, changes, float(here.norm()))
