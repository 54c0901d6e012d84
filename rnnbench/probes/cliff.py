"""Gradient descent at the cliff of a one-unit net's error surface, with and without clipping."""

from collections.abc import Iterator

import torch
from pydantic import Field, PositiveInt
from torch import Tensor

from rnnbench.components.registry import BUILT_IN
from rnnbench.probes import Probe, Reading
from rnnbench.probes.measures.cliffs import descend, error, gradient
from rnnbench.seeding import generator

CLIPS = {"plain": "none", "clipped": "norm"}
THRESHOLD = 1.0
RATE = 0.1
WEIGHTS = (4.0, 7.0)
"""Above 4 the unit has two stable states, hence a cliff."""
NEAREST, FARTHEST = 1e-6, 1e-1
"""Distances in b of starting points from the cliff's edge, log-uniform, on both sides."""
WIDE = 0.5
"""Half-width in b of the section of the error surface."""


class Cliff(Probe):
    """Effect of one update on random starting points with a gradient longer than 1.

    Elsewhere clipping has no effect. Both arms continue with their own updates; the learning rate
    is 0.1 and the threshold 1.
    """

    quantities = {
        "distance": "length of an update in the plane (w, b), median over starting points",
        "loss_after": "error after one update, mean over starting points",
        "loss_later": "error after all updates, mean over starting points",
        "distance_later": "distance from the starting point after all updates, median over "
        "starting points",
        "loss_along": "error, mean over starting points",
        "surface": "error E",
    }
    axes = {"loss_along": "updates", "surface": "b, from the cliff's edge at −w/2"}
    components = {"clips": tuple(CLIPS.values())}

    steps: PositiveInt = 50
    updates: PositiveInt = 50
    candidates: int = Field(default=1000, ge=50)

    def measure(self, seed: int) -> Iterator[Reading]:
        """Both arms from the same starting points."""
        starts = self._starts(seed)
        for arm, name in CLIPS.items():
            clip = BUILT_IN.load("clips", name)()
            points = descend(starts, self.steps, clip, THRESHOLD, RATE)
            yield Reading("distance", arm, _distance(points, starts))
            yield Reading("loss_after", arm, error(points, self.steps).mean().item())
            yield Reading("loss_along", arm, error(starts, self.steps).mean().item(), 0)
            yield Reading("loss_along", arm, error(points, self.steps).mean().item(), 1)
            for update in range(2, self.updates + 1):
                points = descend(points, self.steps, clip, THRESHOLD, RATE)
                yield Reading("loss_along", arm, error(points, self.steps).mean().item(), update)
            yield Reading("distance_later", arm, _distance(points, starts))
            yield Reading("loss_later", arm, error(points, self.steps).mean().item())

        yield from self._surface()

    def _surface(self) -> Iterator[Reading]:
        """The error on a line across the cliff, equal for all seeds."""
        w = sum(WEIGHTS) / 2
        offsets = torch.linspace(-WIDE, WIDE, 81, dtype=torch.float64)
        points = torch.stack([torch.full_like(offsets, w), offsets - w / 2], dim=1)
        for offset, value in zip(offsets.tolist(), error(points, self.steps).tolist(), strict=True):
            yield Reading("surface", f"w = {w:g}", value, offset)

    def _starts(self, seed: int) -> Tensor:
        """Points on the cliff, (P, 2), selected from the candidates."""
        draw = generator("probe", "cliff", seed)
        uniform = torch.rand(3, self.candidates, generator=draw, dtype=torch.float64)
        w = WEIGHTS[0] + (WEIGHTS[1] - WEIGHTS[0]) * uniform[0]
        offset = NEAREST * (FARTHEST / NEAREST) ** uniform[1] * (uniform[2] - 0.5).sign()
        candidates = torch.stack([w, offset - w / 2], dim=1)
        return candidates[gradient(candidates, self.steps).norm(dim=1) > THRESHOLD]


def _distance(points: Tensor, starts: Tensor) -> float:
    return float((points - starts).norm(dim=1).median())
