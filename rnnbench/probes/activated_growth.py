"""Growth rate of h(t) = f(W h(t-1)), by activation f and spectral radius of W."""

import math
from collections.abc import Iterator

import torch
from pydantic import Field, PositiveInt

from rnnbench.components.inits import Scales
from rnnbench.components.inits.spectral import Spectral
from rnnbench.probes import Probe, Reading
from rnnbench.probes.measures.activations import ACTIVATIONS
from rnnbench.probes.measures.recursions import activated
from rnnbench.probes.measures.signals import log_norms
from rnnbench.seeding import generator

RADII = (0.5, 0.7, 0.9, 1.0, 1.1, 1.3, 1.5, 2.0)


class ActivatedGrowth(Probe):
    """Growth of ‖h(t)‖ for normal initial states and matrices of a given spectral radius.

    Matrices have normal entries and are scaled to the spectral radius. A norm below the smallest
    normal floating-point number counts as that number. A norm that never grows or shrinks tenfold
    counts as doing so at the end of the run.
    """

    quantities = {
        "growth_rate": "change of log ‖h(t)‖ per step (nats)",
        "steps_to_tenfold": "steps until ‖h(t)‖ is ten times or a tenth of ‖h(1)‖",
    }
    axes = {"growth_rate": "log |λmax|", "steps_to_tenfold": "log |λmax|"}
    components = {"inits": ("spectral",)}

    size: PositiveInt = 32
    steps: int = Field(default=100, ge=2)

    def measure(self, seed: int) -> Iterator[Reading]:
        """One matrix and initial state for each radius, shared by all activations."""
        for radius in RADII:
            draw = generator("probe", "activated_growth", seed, radius)
            weight = Spectral(Scales(radius=radius)).recurrent(self.size, draw).double()
            start = torch.randn(self.size, generator=draw, dtype=torch.float64)
            for arm, activation in ACTIVATIONS.items():
                logs = log_norms(activated(activation, weight, start, self.steps))[1:]
                grown = logs - logs[0]
                rate, x = float(grown[-1]) / len(grown[1:]), math.log(radius)
                yield Reading("growth_rate", arm, rate, x)
                within = (grown.abs() < math.log(10)).int().cumprod(0).sum()
                yield Reading("steps_to_tenfold", arm, float(within), x)
