"""No arm is better than B."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import numpy as np
from pydantic.dataclasses import dataclass

from rnnbench.claims._fields import CHECKED, SCORE_MARGIN, Margin
from rnnbench.claims.tests.base import Finding, Test
from rnnbench.claims.tests.samples import Sample, Stratum, pooled_by_name
from rnnbench.claims.tests.scores import both_solved
from rnnbench.stats import extremes
from rnnbench.stats.decisions import ALPHA, Decision


@dataclass(frozen=True, config=CHECKED)
class Unbeaten(Test):
    """No side A's mean score exceeds side B's by more than the margin.

    Attributes:
        margin: largest difference that does not matter; if negative, every side A has to fall
            short of side B by more than that.
    """

    margin: Margin = SCORE_MARGIN

    def decide(self, samples: Sequence[Sample], alpha: float = ALPHA) -> Decision:
        """Decide on the greatest mean difference."""
        differences = np.stack(list(pooled_by_name(samples).values()))
        return extremes.greatest(differences, self.margin, alpha)

    def at_ceiling(self, stratum: Stratum) -> str | None:
        """Both sides solved the task."""
        return both_solved(stratum, self.margin)

    @property
    def smallest_relevant(self) -> float:
        """The margin's size."""
        return abs(self.margin)

    def scaled(self, factor: float) -> Self:
        """The test with another margin."""
        return replace(self, margin=factor * self.margin)

    def unit(self, quantity: str) -> str:
        """The greatest difference."""
        return f"greatest {quantity}"

    def refutation(self, finding: Finding) -> str:
        """One side A is better."""
        return (
            f"Something of {finding.a} does better than {finding.b}: "
            f"the {finding.unit} is {finding.shown}."
        )
