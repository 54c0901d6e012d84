"""Derivatives of activations, and their effect on the length of back-propagated errors."""

from collections.abc import Iterator

import torch
from pydantic import PositiveInt

from rnnbench.probes import Probe, Reading
from rnnbench.probes.measures.activations import ACTIVATIONS, STEEPEST, growth, slopes
from rnnbench.seeding import generator


class ActivationSlopes(Probe):
    """Derivatives and Jacobians of activations at random pre-activations of scale 10^-2 to 10^2."""

    quantities = {
        "excess_slope": "largest derivative over a layer's units, above the bound",
        "excess_length": "‖Jᵀe‖ / ‖e‖ − 1 for an error e and the activation's Jacobian J",
    }
    axes = {"excess_slope": "random layer", "excess_length": "random layer"}

    size: PositiveInt = 32
    instances: PositiveInt = 50

    def measure(self, seed: int) -> Iterator[Reading]:
        """All activations on the same pre-activations and errors."""
        draw = generator("probe", "activation_slopes", seed)
        scales = 10 ** (4 * torch.rand(self.instances, 1, generator=draw, dtype=torch.float64) - 2)
        shape = (2, self.instances, self.size)
        sums, errors = torch.randn(shape, generator=draw, dtype=torch.float64)
        for arm, activation in ACTIVATIONS.items():
            steepest = slopes(activation, scales * sums).amax(1) - STEEPEST[arm]
            lengths = growth(activation, scales * sums, errors) - 1
            for x in range(self.instances):
                yield Reading("excess_slope", arm, steepest[x].item(), x)
                yield Reading("excess_length", arm, lengths[x].item(), x)
