"""Dependence of a layer's output for one example on the rest of the batch."""

import torch
from torch import Tensor

from rnnbench.engine.layers import Layer, Weights
from rnnbench.engine.products import Workspace
from rnnbench.engine.scan import unroll


@torch.no_grad()
def states(layer: Layer, weights: Weights, inputs: Tensor) -> Tensor:
    """One net's outputs in training mode, (T, B, H).

    Args:
        layer: a layer whose inputs are vectors.
        weights: one net's, as they train.
        inputs: (T, B, D).
    """
    own = layer.assembled({name: weight.unsqueeze(0) for name, weight in weights.items()})
    return unroll(layer, own, inputs.unsqueeze(0), Workspace())[0][0]


def change_alone(layer: Layer, weights: Weights, inputs: Tensor) -> float:
    """Largest |h - h'| over steps and units, of the first example in its batch and alone.

    Args:
        layer: as in ``states``.
        weights: as in ``states``.
        inputs: (T, B, D).
    """
    among = states(layer, weights, inputs)[:, 0]
    alone = states(layer, weights, inputs[:, :1])[:, 0]
    return float((among - alone).abs().max())


def change_among(layer: Layer, weights: Weights, inputs: Tensor, others: Tensor) -> float:
    """Largest |h - h'| over steps and units, of the first example among some and among others.

    Args:
        layer: as in ``states``.
        weights: as in ``states``.
        inputs: (T, B, D).
        others: replacement for the other examples, (T, B-1, D).
    """
    here = states(layer, weights, inputs)[:, 0]
    there = states(layer, weights, torch.cat([inputs[:, :1], others], dim=1))[:, 0]
    return float((here - there).abs().max())
