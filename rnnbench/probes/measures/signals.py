"""Error signals of many nets at once on their way back, without Jacobians."""

import torch
from torch import Tensor

from rnnbench.engine.layers import Layer, Weights
from rnnbench.engine.plain import UnrolledLayer

LEAST = float(torch.finfo(torch.float64).tiny)
"""Lower bound of norms, 2.2e-308, so that their logarithm is finite."""


def signals(layer: Layer, weights: Weights, inputs: Tensor, last: Tensor) -> Tensor:
    """∂L / ∂s(T-k) for the lags k = 0 ... T, (T+1, P, B, S), of a loss of the last state alone.

    The state s is all state vectors of the cell, one after the other: S numbers. Each counts as
    free, also where one was computed from another in the same step. So one lag differs from the
    next by one step's Jacobian, as in ``jacobians.gradient_norms``.

    Args:
        layer: a layer whose inputs are vectors.
        weights: as its steps use them, each (P, ...): those of ``Layer.assembled``.
        inputs: (P, T, B, D).
        last: ∂L / ∂s(T), (P, B, S).
    """
    parts = last.chunk(len(layer.cell.states), dim=-1)
    own = {name: weight.detach() for name, weight in weights.items()}
    first = layer.first_state(len(inputs), inputs.shape[2], own["W"])
    states = [tuple(part.requires_grad_() for part in first)]
    run = UnrolledLayer(layer, own, inputs, states)
    for t in range(inputs.shape[1]):
        states.append(tuple(part.clone() for part in run.step(t, states[-1])))
    flat = [part for state in reversed(states) for part in state]
    found = torch.autograd.grad(states[-1], flat, parts)
    by_lag: Tensor = torch.cat(found, dim=-1).unflatten(-1, (len(states), -1))
    return by_lag.movedim(-2, 0)


def log_norms(signals: Tensor) -> Tensor:
    """Log of the length of signals, (..., S) -> (...); at least log of ``LEAST``."""
    lengths: Tensor = torch.linalg.vector_norm(signals, dim=-1)
    return lengths.clamp(min=LEAST).log()
