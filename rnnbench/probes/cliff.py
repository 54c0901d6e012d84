"""Gradient descent at the cliff of a one-unit net's error surface, clipped and not."""

from collections.abc import Iterator

import torch
from pydantic import Field, PositiveInt
from torch import Tensor

from rnnbench import discovery
from rnnbench.measures.cliffs import descend, error, gradient
from rnnbench.probes import Probe, Reading
from rnnbench.seeding import generator

CLIPS = {"plain": "none", "clipped": "norm"}
THRESHOLD = 1.0
RATE = 0.1
WEIGHTS = (4.0, 7.0)
"""Above 4 the unit has two stable states, hence a cliff."""
NEAREST, FARTHEST = 1e-6, 1e-1
"""Distances in b of starts from the cliff's edge, log-uniform, on both sides."""


class Cliff(Probe):
    """What one update does to those of many random starts whose gradient is longer than 1.

    Elsewhere clipping changes nothing. Both arms go on by updates of their own; the learning rate
    is 0.1, and the threshold 1.
    """

    quantities = {
        "distance": "length of an update in the plane (w, b), median over starts",
        "loss_after": "error after one update, mean over starts",
        "loss_later": "error after all updates, mean over starts",
        "distance_later": "distance from the start after all updates, median over starts",
    }
    components = {"clips": tuple(CLIPS.values())}

    steps: PositiveInt = 50
    updates: PositiveInt = 50
    candidates: int = Field(default=1000, ge=50)

    def measure(self, seed: int) -> Iterator[Reading]:
        """The same starts for both arms."""
        starts = self._starts(seed)
        for arm, name in CLIPS.items():
            clip = discovery.load("clips", name)()
            points = descend(starts, self.steps, clip, THRESHOLD, RATE)
            yield Reading("distance", arm, _distance(points, starts))
            yield Reading("loss_after", arm, error(points, self.steps).mean().item())
            for _ in range(self.updates - 1):
                points = descend(points, self.steps, clip, THRESHOLD, RATE)
            yield Reading("distance_later", arm, _distance(points, starts))
            yield Reading("loss_later", arm, error(points, self.steps).mean().item())

    def _starts(self, seed: int) -> Tensor:
        """Points on the cliff, (P, 2): some of the candidates."""
        draw = generator("probe", "cliff", seed)
        uniform = torch.rand(3, self.candidates, generator=draw, dtype=torch.float64)
        w = WEIGHTS[0] + (WEIGHTS[1] - WEIGHTS[0]) * uniform[0]
        offset = NEAREST * (FARTHEST / NEAREST) ** uniform[1] * (uniform[2] - 0.5).sign()
        candidates = torch.stack([w, offset - w / 2], dim=1)
        return candidates[gradient(candidates, self.steps).norm(dim=1) > THRESHOLD]


def _distance(points: Tensor, starts: Tensor) -> float:
    return float((points - starts).norm(dim=1).median())
