"""Unroll a layer with unshared weights: every time step has its own.

Such a layer is a feed-forward net, as deep as its sequences are long, with an input at every layer.
"""

import torch
from torch import Tensor

from rnnbench.components.cells import State
from rnnbench.engine.layers import Layer, Weights
from rnnbench.engine.plain import step


def unroll(
    layer: Layer, weights: Weights, inputs: Tensor, start: State | None = None
) -> tuple[Tensor, State]:
    """Run a layer of every member over its inputs, as ``scan.unroll`` does.

    Args:
        layer: the shape of each step.
        weights: stacked weights of every step, each (P, T, ...), before they are assembled.
        inputs: (P, T, B, D) floats, or (P, T, B) symbols.
        start: the state before the first step, each part (P, B, H); None: the cell's own
            start.

    Raises:
        ValueError: the inputs have more or fewer steps than the weights.
    """
    members, steps, batch = inputs.shape[:3]
    own = weights["W"].shape[1]
    if steps != own:
        raise ValueError(f"a net with unshared weights for {own} steps cannot run {steps}")
    state = start or layer.first_state(members, batch, weights["W"])
    outputs = []
    # unbind, not an index a step: the gradient of each index would be a tensor of full size.
    by_step = zip(*(weight.unbind(1) for weight in weights.values()), strict=True)
    for now, x in zip(by_step, inputs.unbind(1), strict=True):
        assembled = layer.assembled(dict(zip(weights, now, strict=True)))
        state = step(layer, assembled, x, state)
        outputs.append(state[0])
    return torch.stack(outputs, dim=1), tuple(part.detach() for part in state)
