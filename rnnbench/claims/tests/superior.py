"""A is better than B."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import numpy as np
from pydantic.dataclasses import dataclass

from rnnbench.claims._fields import CHECKED, SCORE_MARGIN, Margin
from rnnbench.claims.tests.base import Finding, Test, score_difference
from rnnbench.claims.tests.samples import Sample, Stratum, pooled
from rnnbench.claims.tests.scores import both_solved
from rnnbench.stats import paired
from rnnbench.stats.decisions import ALPHA, Array, Decision


@dataclass(frozen=True, config=CHECKED)
class Superior(Test):
    """A's mean score is greater than B's by more than the margin: paired, one-sided t test.

    Attributes:
        margin: smallest difference that matters.
        of: column of the table of runs to compare instead of the score; ignored for readings.
    """

    margin: Margin = SCORE_MARGIN
    of: str = "score"

    def decide(self, samples: Sequence[Sample], alpha: float = ALPHA) -> Decision:
        """Decide on the mean of the paired differences."""
        return paired.superior(pooled(samples), self.margin, alpha)

    @property
    def of_scores(self) -> bool:
        """Whether it compares scores rather than another column."""
        return self.of == "score"

    @property
    def columns(self) -> tuple[str, ...]:
        """The column that it compares."""
        return (self.of,)

    def outcomes(self, stratum: Stratum) -> tuple[Array, Array]:
        """Scores, or the values of the other column."""
        if self.of_scores:
            return super().outcomes(stratum)
        return stratum.a[self.of].to_numpy(float), stratum.b[self.of].to_numpy(float)

    def uninformative(self, stratum: Stratum) -> str | None:
        """No side learned the task, or a value of the other column is missing."""
        if self.of_scores:
            return super().uninformative(stratum)
        finite = all(np.isfinite(side).all() for side in self.outcomes(stratum))
        return None if finite else f"{self.of} is missing in a run that diverged"

    def at_ceiling(self, stratum: Stratum) -> str | None:
        """Both sides solved the task."""
        return both_solved(stratum, self.margin) if self.of_scores else None

    @property
    def smallest_relevant(self) -> float:
        """The margin."""
        return self.margin

    def scaled(self, factor: float) -> Self:
        """The test with another margin."""
        return replace(self, margin=factor * self.margin)

    @property
    def quantity(self) -> str:
        """Difference of the column that it compares."""
        return super().quantity if self.of_scores else f"difference of {self.of.replace('_', ' ')}"

    def refutation(self, finding: Finding) -> str:
        """A is ahead by less than the margin, or not at all."""
        if not (self.of_scores and finding.of_runs):
            return super().refutation(finding)
        if finding.effect > 0:
            return (
                f"{finding.a} scores at most {finding.high} more than {finding.b}, "
                f"less than the {self.margin:.3g} that matters."
            )
        return score_difference(finding)
