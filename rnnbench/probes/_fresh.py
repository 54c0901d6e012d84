"""Layers and float64 weights before training, and their gradients, for probes."""

from collections.abc import Sequence

import torch
from torch import Tensor

from rnnbench.components.inits import Scales
from rnnbench.components.registry import BUILT_IN
from rnnbench.engine.layers import Layer, Weights
from rnnbench.probes.measures.signals import log_norms, signals

SATURATED = 40.0
"""A bias at which σ is 1 to the last digit and its derivative 0."""


def layer_of(cell: str, inputs: int, hidden: int, norm: str = "none") -> Layer:
    """Build a layer with vector inputs from the names of its cell and norm."""
    parts = BUILT_IN.load("cells", cell)(), BUILT_IN.load("norms", norm)()
    return Layer(*parts, inputs=inputs, symbolic=False, hidden=hidden)


def start(layer: Layer, *seed: object, init: str = "default", steps: int = 100) -> Weights:
    """Draw one net's weights before training; equal seeds give equal blocks.

    Args:
        layer: the layer.
        seed: axes of the seed for the weights.
        init: name of the init.
        steps: time steps of an example, which some inits depend on.
    """
    made = BUILT_IN.load("inits", init)(Scales(steps=steps))
    return {name: weight.double() for name, weight in layer.start(made, *seed).items()}


def stacked(nets: Sequence[Weights]) -> Weights:
    """Stack the weights of P nets, each (P, ...)."""
    return {name: torch.stack([net[name] for net in nets]) for name in nets[0]}


def with_bias(layer: Layer, weights: Weights, gate: str, bias: float) -> Weights:
    """Set the bias of all units of a gate in one net's weights."""
    first = layer.cell.gate_names().index(gate) * layer.hidden
    changed = weights["b"].clone()
    changed[first : first + layer.hidden] = bias
    return {**weights, "b": changed}


def fading(layer: Layer, nets: Sequence[Weights], inputs: Tensor, last: Tensor) -> Tensor:
    """Log ‖∂L / ∂s(T-k)‖ for the lags k = 0 ... T, averaged over examples, (T+1, P).

    Args:
        layer: the layer.
        nets: the weights of each of P nets.
        inputs: the shared input sequences, (1, T, B, D).
        last: ∂L / ∂s(T), shared by all nets, (1, B, S).
    """
    shown = inputs.expand(len(nets), -1, -1, -1), last.expand(len(nets), -1, -1)
    return log_norms(signals(layer, layer.assembled(stacked(nets)), *shown)).mean(2)


def tenths(steps: int) -> list[int]:
    """Lags at every tenth of the steps, from 0 to all of them."""
    return sorted({steps * part // 10 for part in range(11)})
