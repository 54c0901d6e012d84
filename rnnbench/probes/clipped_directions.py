"""Effect of clipping on a gradient's direction and length."""

from collections.abc import Iterator

import torch
from pydantic import PositiveInt

from rnnbench.components.clips.norm import NormClip
from rnnbench.components.clips.value import ValueClip
from rnnbench.probes import Probe, Reading
from rnnbench.probes.measures.directions import angles
from rnnbench.seeding import generator


class ClippedDirections(Probe):
    """Random gradients, clipped by norm and by value.

    Elements are log-normal with random signs, because gradients of different weights differ in
    size. Thresholds are 0.05 to 1 of a gradient's norm, or of its largest element.
    """

    quantities = {
        "angle": "angle between the gradient before and after clipping (radians)",
        "excess_length": "norm of the clipped gradient, relative to the threshold, − 1",
    }
    axes = {"angle": "random gradient", "excess_length": "random gradient"}
    components = {"clips": ("norm", "value")}

    size: PositiveInt = 64
    instances: PositiveInt = 50

    def measure(self, seed: int) -> Iterator[Reading]:
        """Both clips on the same gradients."""
        draw = generator("probe", "clipped_directions", seed)
        logs, signs = torch.randn(2, self.instances, self.size, generator=draw, dtype=torch.float64)
        gradients, norms = logs.exp() * signs.sign(), logs.exp().norm(dim=1)
        share = 0.05 + 0.95 * torch.rand(self.instances, generator=draw, dtype=torch.float64)
        by_norm = NormClip()(gradients, norms, share * norms)
        by_value = ValueClip()(gradients, norms, share * gradients.abs().amax(1))
        lengths = by_norm.norm(dim=1) / (share * norms) - 1
        for quantity, arm, values in (
            ("angle", "norm", angles(gradients, by_norm)),
            ("angle", "value", angles(gradients, by_value)),
            ("excess_length", "norm", lengths),
        ):
            for x, value in enumerate(values.tolist()):
                yield Reading(quantity, arm, value, x)
