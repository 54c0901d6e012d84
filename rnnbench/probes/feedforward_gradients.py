"""Gradient at every layer of plain deep feed-forward nets."""

from collections.abc import Iterator
from functools import partial

import torch
from pydantic import PositiveInt

from rnnbench.probes import Probe, Reading
from rnnbench.probes.measures import depth
from rnnbench.probes.measures.signals import log_norms
from rnnbench.seeding import generator

ACTIVATIONS = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu}
GAINS = {"standard": 3**-0.5, "large": 3.0}
"""Standard deviation of weights, times √N: uniform on ±1/√N, and on three times √3 that."""


class FeedforwardGradients(Probe):
    """Log norm of the gradient at every layer, for a random direction at the top layer.

    Inputs are standard normal, weights uniform, biases absent. All nets of a seed share their
    weights up to the scale. Each number is the mean over a seed's nets.
    """

    quantities = {"log_norm": "log ‖∂L/∂h(L−k)‖ (nats)"}
    axes = {"log_norm": "distance k from the top (layers)"}

    size: PositiveInt = 32
    depth: PositiveInt = 32
    nets: PositiveInt = 16

    def measure(self, seed: int) -> Iterator[Reading]:
        """Every activation at every scale."""
        draw = generator("probe", "feedforward_gradients", seed)
        shape = (2, self.nets, self.size)
        bottom, last = torch.randn(shape, generator=draw, dtype=torch.float64)
        weights = [
            depth.uniform(self.nets, self.size, self.size, 1.0, draw) for _ in range(self.depth)
        ]
        for scale, gain in GAINS.items():
            scaled = [gain * weight for weight in weights]
            for name, activation in ACTIVATIONS.items():
                stack = partial(depth.plain, weights=scaled, activation=activation)
                found = log_norms(depth.gradients(stack, bottom, last)).mean(1)
                for distance, value in enumerate(found.tolist()):
                    yield Reading("log_norm", f"{name}, {scale}", value, distance)
