"""Layers and their weights before training, and their gradients, in float64, for probes."""

from collections.abc import Sequence

import torch
from torch import Tensor

from rnnbench.components.inits import Scales
from rnnbench.components.registry import BUILT_IN
from rnnbench.engine.layers import Layer, Weights
from rnnbench.probes.measures.signals import log_norms, signals

SATURATED = 40.0
"""A bias at which σ is 1 to the last digit, and its slope 0."""


def layer_of(cell: str, inputs: int, hidden: int, norm: str = "none") -> Layer:
    """A layer whose inputs are vectors, its cell and norm given by name."""
    parts = BUILT_IN.load("cells", cell)(), BUILT_IN.load("norms", norm)()
    return Layer(*parts, inputs=inputs, symbolic=False, hidden=hidden)


def start(layer: Layer, *seed: object, init: str = "default", steps: int = 100) -> Weights:
    """One net's weights before training: of equal seeds, equal blocks.

    Args:
        layer: the layer.
        seed: what the weights are drawn for.
        init: name of the init.
        steps: time steps of an example, which some inits depend on.
    """
    made = BUILT_IN.load("inits", init)(Scales(steps=steps))
    return {name: weight.double() for name, weight in layer.start(made, *seed).items()}


def stacked(nets: Sequence[Weights]) -> Weights:
    """The weights of P nets, each (P, ...)."""
    return {name: torch.stack([net[name] for net in nets]) for name in nets[0]}


def with_bias(layer: Layer, weights: Weights, gate: str, bias: float) -> Weights:
    """One net's weights, with the same bias for all units of a gate."""
    first = layer.cell.gate_names().index(gate) * layer.hidden
    changed = weights["b"].clone()
    changed[first : first + layer.hidden] = bias
    return {**weights, "b": changed}


def fading(layer: Layer, nets: Sequence[Weights], inputs: Tensor, last: Tensor) -> Tensor:
    """Log ‖∂L / ∂s(T-k)‖ for the lags k = 0 ... T, mean over the examples, (T+1, P).

    Args:
        layer: the layer.
        nets: the weights of each of P nets.
        inputs: what all of them read, (1, T, B, D).
        last: ∂L / ∂s(T), the same for all, (1, B, S).
    """
    shown = inputs.expand(len(nets), -1, -1, -1), last.expand(len(nets), -1, -1)
    return log_norms(signals(layer, layer.assembled(stacked(nets)), *shown)).mean(2)


def tenths(steps: int) -> list[int]:
    """Lags from 0 to all steps, a tenth of them apart."""
    return sorted({steps * part // 10 for part in range(11)})
