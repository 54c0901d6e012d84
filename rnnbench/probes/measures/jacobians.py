"""Exact Jacobians of a layer's steps, and their products.

The state s is all state vectors of the cell, one after the other: S = len(cell.states) · H numbers,
the output h first. Jacobians have ∂s_i(t) / ∂s_j(t-1) in row i and column j.
"""

from functools import partial

import torch
from torch import Tensor

from rnnbench.engine.layers import Layer, Weights
from rnnbench.engine.plain import UnrolledLayer


def step(layer: Layer, weights: Weights, x: Tensor, state: Tensor) -> Tensor:
    """The state after one step, (S,).

    Args:
        layer: a layer whose inputs are vectors and whose norm does not use the batch.
        weights: one net's, as its steps use them: those of ``Layer.assembled`` without the P.
        x: the input, (D,).
        state: the state before the step, (S,).

    Raises:
        ValueError: the norm uses the batch, so a step of one example is not defined.
    """
    if layer.norm.uses_batch:
        raise ValueError(f"{type(layer.norm).__name__} mixes the examples of a batch")
    before = tuple(part.view(1, 1, -1) for part in state.chunk(len(layer.cell.states)))
    stacked = {name: weight.unsqueeze(0) for name, weight in weights.items()}
    run = UnrolledLayer(layer, stacked, x.view(1, 1, 1, -1), [before])
    return torch.cat(run.step(0, before), dim=-1).flatten()


def step_jacobians(layer: Layer, weights: Weights, inputs: Tensor) -> Tensor:
    """Jacobians of all steps from the cell's own start, (T, B, S, S), for inputs (T, B, D).

    Args:
        layer: as in ``step``.
        weights: as in ``step``.
        inputs: (T, B, D).
    """
    one = partial(step, layer, weights)
    forward, slope = torch.vmap(one), torch.vmap(torch.func.jacrev(one, argnums=1))
    state = torch.cat(layer.first_state(1, inputs.shape[1], inputs), dim=-1)[0]
    found = []
    for x in inputs:
        found.append(slope(x, state))
        state = forward(x, state)
    return torch.stack(found)


def backward_products(jacobians: Tensor) -> Tensor:
    """∂s(T) / ∂s(T-k) for the lags k = 0 ... T, (T+1, B, S, S), given all steps' (T, B, S, S).

    The chain rule: J(T) J(T-1) ... J(T-k+1). The block of the first H rows and columns is
    ∂h(T) / ∂h(T-k) while the other parts of the state at T-k are held.
    """
    size = jacobians.shape[-1]
    products = [torch.eye(size).to(jacobians).expand_as(jacobians[0])]
    for jacobian in jacobians.flip(0):
        products.append(products[-1] @ jacobian)
    return torch.stack(products)


def gradient_norms(jacobians: Tensor, signal: Tensor) -> Tensor:
    """‖∂L / ∂s(T-k)‖ for the lags k = 0 ... T, (T+1, B), of a loss L of the last state alone.

    Args:
        jacobians: of all steps, (T, B, S, S).
        signal: ∂L / ∂s(T), (B, S).
    """
    norms = [signal.norm(dim=-1)]
    for jacobian in jacobians.flip(0):
        signal = (signal.unsqueeze(-2) @ jacobian).squeeze(-2)
        norms.append(signal.norm(dim=-1))
    return torch.stack(norms)


def bound(recurrent: Tensor, slope: float, lags: int) -> Tensor:
    """(σmax(U) · γ)^k for k = 0 ... lags, which no ‖∂h(t) / ∂h(t-k)‖ of a vanilla net exceeds.

    Args:
        recurrent: U, (H, H).
        slope: γ, the largest slope of the nonlinearity: 1 for tanh, 1/4 for σ.
        lags: the last k.

    Source: Pascanu, Mikolov, Bengio, ICML 2013, arXiv:1211.5063, eqs. 6 and 7.
    """
    largest = torch.linalg.matrix_norm(recurrent, 2) * slope
    powers: Tensor = largest ** torch.arange(lags + 1).to(recurrent)
    return powers
