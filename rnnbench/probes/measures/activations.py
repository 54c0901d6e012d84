"""The nonlinearities of plain recurrent nets, and how steep they are."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

Activation = Callable[[Tensor], Tensor]

ACTIVATIONS: Mapping[str, Activation] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
}

STEEPEST: Mapping[str, float] = {"sigmoid": 0.25, "tanh": 1.0, "relu": 1.0}
"""The least upper bound of each one's slope."""


def slopes(activation: Activation, sums: Tensor) -> Tensor:
    """f'(a) for each element of ``sums``, by autograd, in the same shape."""
    return _sent_back(activation, sums, torch.ones_like(sums))


def growth(activation: Activation, sums: Tensor, errors: Tensor) -> Tensor:
    """‖J^T e‖ / ‖e‖, (...): what going back through an activation does to an error's length.

    Args:
        activation: the nonlinearity, unit by unit, so that its Jacobian J is diagonal.
        sums: where J is taken, (..., H).
        errors: e, not zero, (..., H).
    """
    found: Tensor = _sent_back(activation, sums, errors).norm(dim=-1) / errors.norm(dim=-1)
    return found


def _sent_back(activation: Activation, sums: Tensor, errors: Tensor) -> Tensor:
    found: Tensor = torch.func.vjp(activation, sums)[1](errors)[0]
    return found
