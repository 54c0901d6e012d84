"""Memory of a one-unit recurrence, h(t) = f(w h(t-1)), for its initial input."""

from collections.abc import Iterator, Sequence

import torch
from pydantic import PositiveInt
from torch import Tensor

from rnnbench.probes import Probe, Reading
from rnnbench.probes.measures.activations import ACTIVATIONS
from rnnbench.probes.measures.saturation import differences, half_life, lifetime, steps_until_below
from rnnbench.seeding import generator

PRECISION = 0.01
"""Two states closer than this, a hundredth of σ's range, are indistinguishable."""
WIDE = (-8.0, -6.0, -4.0, -2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 4.0, 6.0, 8.0)
SHOWN = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
FINE = tuple(hundredths / 100 for hundredths in range(1, 200, 2))
"""Candidates for the best weight: odd hundredths, so that no border of a region is among them."""


class OneUnitMemory(Probe):
    """Steps for which pairs of normal initial inputs stay different, averaged over the pairs.

    Memory that outlasts the run counts as lasting as long as the run.
    """

    quantities = {
        "told_apart": "steps until two initial inputs are less than 0.01 apart",
        "longest_told_apart": "steps until two initial inputs are less than 0.01 apart, at the "
        "weight that takes longest",
        "half_life": "steps until the difference between two initial inputs has halved",
        "lifetime": "steps until the difference between two initial inputs has halved or doubled",
        "best_weight": "recurrent weight with the longest lifetime",
        "best_weight_by_half_life": "recurrent weight with the longest half-life",
    }
    axes = {
        "told_apart": "recurrent weight",
        "half_life": "recurrent weight",
        "lifetime": "recurrent weight",
    }

    steps: PositiveInt = 200
    pairs: PositiveInt = 200

    def measure(self, seed: int) -> Iterator[Reading]:
        """The same pairs for all activations and weights; one arm uses their absolute values."""
        draw = generator("probe", "one_unit_memory", seed)
        firsts = torch.randn(2, self.pairs, generator=draw, dtype=torch.float64)
        for arm in ACTIVATIONS:
            yield from self._along_weights(arm, firsts)
        yield from self._at_best("tanh", firsts)
        yield from self._at_best("tanh, equal signs", firsts.abs())

    def _along_weights(self, arm: str, firsts: Tensor) -> Iterator[Reading]:
        apart = self._mean(steps_until_below(self._differences(arm, WIDE, firsts), PRECISION))
        yield Reading("longest_told_apart", arm, max(apart))
        found = self._differences(arm, SHOWN, firsts)
        for quantity, weights, values in (
            ("told_apart", WIDE, apart),
            ("half_life", SHOWN, self._mean(half_life(found))),
            ("lifetime", SHOWN, self._mean(lifetime(found))),
        ):
            for weight, value in zip(weights, values, strict=True):
                yield Reading(quantity, arm, value, weight)

    def _at_best(self, arm: str, firsts: Tensor) -> Iterator[Reading]:
        found = self._differences("tanh", FINE, firsts)
        for quantity, measure in (
            ("best_weight_by_half_life", half_life),
            ("best_weight", lifetime),
        ):
            steps = self._mean(measure(found))
            yield Reading(quantity, arm, FINE[steps.index(max(steps))])

    def _differences(self, activation: str, weights: Sequence[float], firsts: Tensor) -> Tensor:
        """Difference for each weight and pair at each step, (T, weights, pairs)."""
        column = torch.tensor(weights, dtype=torch.float64).unsqueeze(1)
        return differences(ACTIVATIONS[activation], column, firsts, self.steps)

    def _mean(self, steps: Tensor) -> list[float]:
        """Mean steps of each weight over pairs, from (weights, pairs)."""
        means: list[float] = steps.clamp(max=self.steps).mean(1).tolist()
        return means
