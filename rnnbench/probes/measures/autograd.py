"""Gradients of one net's weights and inputs by automatic differentiation."""

import torch
from torch import Tensor

from rnnbench.engine.layers import Layer, Weights
from rnnbench.engine.plain import UnrolledLayer


def gradients(
    layer: Layer, weights: Weights, inputs: Tensor, arriving: Tensor
) -> tuple[Weights, Tensor]:
    """The results of ``bptt.gradients``, for every cell that does not feed its output back.

    Args:
        layer: a layer whose inputs are vectors.
        weights: one net's, as they train.
        inputs: x(t), (T, B, D).
        arriving: the loss's own derivative with respect to each h(t), (T, B, H).
    """
    own = {name: weight.detach().clone().requires_grad_() for name, weight in weights.items()}
    x = inputs.detach().clone().requires_grad_()
    stacked = {name: weight.unsqueeze(0) for name, weight in own.items()}
    run = UnrolledLayer.at_start(layer, layer.assembled(stacked), x.unsqueeze(0))
    (state,) = run.states
    loss = x.new_zeros(())
    for t, signal in enumerate(arriving):
        state = run.step(t, state)
        loss = loss + (state[0] * signal).sum()
    *found, into_inputs = torch.autograd.grad(loss, [*own.values(), x])
    return dict(zip(own, found, strict=True)), into_inputs
