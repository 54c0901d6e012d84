"""A and B are equal, up to a margin."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from pydantic.dataclasses import dataclass

from rnnbench.claims._fields import CHECKED, SCORE_MARGIN, Margin
from rnnbench.claims.tests.base import Finding, Test, score_difference
from rnnbench.claims.tests.samples import Sample, pooled
from rnnbench.stats import paired
from rnnbench.stats.decisions import ALPHA, Decision


@dataclass(frozen=True, config=CHECKED)
class Equivalent(Test):
    """A's and B's mean scores differ by less than the margin: two one-sided t tests, paired.

    There is no ceiling: that both sides solve a task is evidence that they are equal.

    Attributes:
        margin: largest difference that does not matter.
    """

    margin: Margin = SCORE_MARGIN

    def decide(self, samples: Sequence[Sample], alpha: float = ALPHA) -> Decision:
        """Decide on the mean of the paired differences."""
        return paired.equivalent(pooled(samples), self.margin, alpha)

    @property
    def smallest_relevant(self) -> float:
        """The margin."""
        return self.margin

    def scaled(self, factor: float) -> Self:
        """The test with another margin."""
        return replace(self, margin=factor * self.margin)

    def refutation(self, finding: Finding) -> str:
        """One side scores more."""
        return score_difference(finding) if finding.of_runs else super().refutation(finding)
