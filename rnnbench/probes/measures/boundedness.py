"""The largest output of a net."""

import torch
from torch import Generator, Tensor

from rnnbench.engine.layers import Layer, Weights
from rnnbench.engine.products import Workspace
from rnnbench.engine.scan import unroll


def scaled_weights(layer: Layer, scales: Tensor, generator: Generator) -> Weights:
    """Normal weights of P nets, each (P, ...) and float64, as the layer's steps use them.

    Args:
        layer: the layer.
        scales: standard deviation of each net's weights, (P,).
        generator: random numbers.
    """
    drawn = {
        name: torch.randn(len(scales), *shape, generator=generator, dtype=torch.float64)
        for name, shape in layer.shapes().items()
    }
    return layer.assembled(
        {name: scales.view(-1, *[1] * (w.dim() - 1)) * w for name, w in drawn.items()}
    )


def largest_output(layer: Layer, weights: Weights, inputs: Tensor) -> Tensor:
    """Largest |h_i(t)| over all units, steps and examples of each net, (P,), from the first state.

    Args:
        layer: the layer.
        weights: those of its steps, each (P, ...).
        inputs: (P, T, B, D).
    """
    outputs: Tensor = unroll(layer, weights, inputs, Workspace())[0]
    return outputs.abs().flatten(1).amax(1)
