"""Gradients of a vanilla net whose steps are trained one after the other, or all at once.

    h(t) = tanh(x(t) W + v(t) U + b),   answer(t) = h(t) V + a

Sequences have time first: inputs (T, B, D), targets (T, B, O).
"""

from collections.abc import Mapping
from typing import Literal

import torch
from torch import Tensor

Feedback = Literal["hidden", "own output", "true output"]
"""What v(t) is: h(t-1), or h(t-1) V, or the target of step t-1; 0 at the first step."""
Weights = Mapping[str, Tensor]


def one_after_the_other(
    weights: Weights, inputs: Tensor, targets: Tensor, feedback: Feedback
) -> Tensor:
    """Gradient of the sum of squared errors by back-propagation through time, as one vector."""
    own = _leaves(weights)
    _, states = _unrolled(own, inputs, targets, feedback)
    return _gradient(own, states, targets)


def all_at_once(weights: Weights, inputs: Tensor, targets: Tensor, feedback: Feedback) -> Tensor:
    """The same with the fed back vectors as constants: one pass over all steps."""
    own = _leaves(weights)
    with torch.no_grad():
        given, _ = _unrolled(own, inputs, targets, feedback)
    states = torch.tanh(inputs @ own["W"] + given @ own["U"] + own["b"])
    return _gradient(own, states, targets)


def _unrolled(
    weights: Weights, inputs: Tensor, targets: Tensor, feedback: Feedback
) -> tuple[Tensor, Tensor]:
    """Vectors fed back to every step, (T, B, ·), and the states after it, (T, B, H)."""
    vector = inputs.new_zeros(inputs.shape[1], len(weights["U"]))
    vectors, states = [], []
    for x, target in zip(inputs, targets, strict=True):
        vectors.append(vector)
        states.append(torch.tanh(x @ weights["W"] + vector @ weights["U"] + weights["b"]))
        match feedback:
            case "hidden":
                vector = states[-1]
            case "own output":
                vector = states[-1] @ weights["V"]
            case "true output":
                vector = target
    return torch.stack(vectors), torch.stack(states)


def _leaves(weights: Weights) -> dict[str, Tensor]:
    return {name: weight.detach().requires_grad_() for name, weight in weights.items()}


def _gradient(weights: Weights, states: Tensor, targets: Tensor) -> Tensor:
    error = (states @ weights["V"] + weights["a"] - targets).square().sum()
    return torch.cat([g.flatten() for g in torch.autograd.grad(error, list(weights.values()))])
