"""Spread of the gradient norm over random nets, with one shared matrix or one per layer."""

from collections.abc import Iterator
from functools import partial

import torch
from pydantic import Field, PositiveInt

from rnnbench.probes import Probe, Reading
from rnnbench.probes.measures import depth
from rnnbench.probes.measures.activations import Activation
from rnnbench.probes.measures.signals import log_norms
from rnnbench.seeding import generator

GAINS = {"standard": 3**-0.5, "kept": 1.0, "large": 3**0.5}
"""Standard deviation of weights, times √N: uniform on ±1/√N (``standard``); √3 times that
(``kept``), which keeps the length of a vector in a wide linear net; and as much above that
(``large``)."""


class TiedDepth(Probe):
    """Spread of the log gradient norm over random nets, one number per seed.

    ``tied`` nets have one matrix in all layers, as a recurrent net has; ``own`` nets have a matrix
    for each layer. Both read one standard normal input at the bottom. The gradient is that at the
    bottom, for a random direction at the top. Inputs, directions and the lowest layer's weights are
    shared. The spread is the standard deviation over a seed's nets; its logarithm is measured, so
    that spreads are compared as ratios. In linear nets the scale of the weights does not affect the
    spread.
    """

    quantities = {
        "linear": "log standard deviation of log ‖∂L/∂h(0)‖, linear nets",
        **{
            f"tanh, {scale}": f"log standard deviation of log ‖∂L/∂h(0)‖, tanh, {scale} weights"
            for scale in GAINS
        },
    }

    size: PositiveInt = 32
    depth: PositiveInt = 32
    nets: int = Field(default=64, ge=2)

    def measure(self, seed: int) -> Iterator[Reading]:
        """Tied and unshared_steps nets, with every activation at every scale."""
        draw = generator("probe", "tied_depth", seed)
        shape = (2, self.nets, self.size)
        bottom, last = torch.randn(shape, generator=draw, dtype=torch.float64)
        own = [depth.uniform(self.nets, self.size, self.size, 1.0, draw) for _ in range(self.depth)]
        nets: dict[str, tuple[Activation, float]] = {
            "linear": (torch.nn.Identity(), 1.0),
            **{f"tanh, {scale}": (torch.tanh, gain) for scale, gain in GAINS.items()},
        }
        for name, (activation, gain) in nets.items():
            kinds = {"own": [gain * w for w in own], "tied": [gain * own[0]] * self.depth}
            for arm, weights in kinds.items():
                stack = partial(depth.plain, weights=weights, activation=activation)
                lowest = depth.gradients(stack, bottom, last)[self.depth]
                yield Reading(name, arm, float(log_norms(lowest).std().log()))
