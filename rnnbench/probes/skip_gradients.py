"""Gradient at the lowest layer of deep nets, with and without skip connections."""

from collections.abc import Iterator
from functools import partial

import torch
from pydantic import PositiveInt
from torch import Tensor

from rnnbench.engine.network import HIGHWAY_BIAS
from rnnbench.probes import Probe, Reading
from rnnbench.probes.measures import depth
from rnnbench.probes.measures.signals import log_norms
from rnnbench.seeding import generator

ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu}
GAIN = 3**-0.5
"""Standard deviation of weights, times the root of the layer's inputs: uniform on ±1/√D."""


class SkipGradients(Probe):
    """Log norm of the gradient at the lowest layer's output, for a unit vector at the top.

    Nets are plain, residual, dense or highway. All share the lowest layer's weights, the standard
    normal inputs and the direction at the top. They also share the weights of the other layers,
    except in dense nets, where these are wider. Each number is the mean over a seed's nets.
    """

    quantities = {
        "tanh": "log ‖∂L/∂h(1)‖ in tanh nets (nats)",
        "relu": "log ‖∂L/∂h(1)‖ in relu nets (nats)",
    }

    size: PositiveInt = 32
    depth: PositiveInt = 32
    nets: PositiveInt = 4

    def measure(self, seed: int) -> Iterator[Reading]:
        """Every kind of net with every activation."""
        draw = generator("probe", "skip_gradients", seed)
        shape = (2, self.nets, self.size)
        bottom, last = torch.randn(shape, generator=draw, dtype=torch.float64)
        last = last / last.norm(dim=-1, keepdim=True)
        weights = self._layers(seed, "weights")
        gates = self._layers(seed, "gates")
        wide = self._layers(seed, "weights", grows=True)
        for name, activation in ACTIVATIONS.items():
            kinds = {
                "plain": partial(depth.plain, weights=weights, activation=activation),
                "residual": partial(depth.residual, weights=weights, activation=activation),
                "dense": partial(depth.dense, weights=wide, activation=activation),
                "highway": partial(
                    depth.highway,
                    weights=weights,
                    gates=gates,
                    bias=HIGHWAY_BIAS,
                    activation=activation,
                ),
            }
            for arm, stack in kinds.items():
                lowest = depth.gradients(stack, bottom, last)[self.depth - 1]
                yield Reading(name, arm, float(log_norms(lowest).mean()))

    def _layers(self, seed: int, which: str, grows: bool = False) -> list[Tensor]:
        """Weights of every layer, for the inputs of one layer or of all layers below."""
        draws = [
            generator("probe", "skip_gradients", seed, which, layer) for layer in range(self.depth)
        ]
        return [
            depth.uniform(self.nets, self.size * (layer + 1 if grows else 1), self.size, GAIN, draw)
            for layer, draw in enumerate(draws)
        ]
