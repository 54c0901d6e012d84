"""Growth rate of the linear recursion h(t) = W h(t-1)."""

import math
from collections.abc import Iterator

import torch
from pydantic import PositiveInt

from rnnbench.probes import Probe, Reading
from rnnbench.probes.measures.recursions import growth_rate, matrix
from rnnbench.seeding import generator

RADII = (0.5, 0.7, 0.9, 1.0, 1.1, 1.3, 1.5)
DEPARTURES = {"normal": 0.0, "non-normal": 1.0}


class LinearGrowth(Probe):
    """Growth rate of ‖h(t)‖ for random matrices of known spectral radius."""

    quantities = {"growth_rate": "change of log ‖h(t)‖ per step (nats)"}
    axes = {"growth_rate": "log |λmax|"}

    size: PositiveInt = 16
    steps: PositiveInt = 200

    def measure(self, seed: int) -> Iterator[Reading]:
        """One matrix and initial state for each kind and radius."""
        for arm, departure in DEPARTURES.items():
            for radius in RADII:
                draw = generator("probe", "linear_growth", seed, radius)
                weight = matrix(self.size, radius, departure, draw)
                start = torch.randn(self.size, generator=draw, dtype=torch.float64)
                rate = growth_rate(weight, start, self.steps)
                yield Reading("growth_rate", arm, rate, math.log(radius))
