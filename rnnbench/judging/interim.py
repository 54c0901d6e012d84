"""Interim analyses of one claim's data, block of seeds by block of seeds, and their error rates."""

from dataclasses import dataclass

from rnnbench.stats.decisions import ALPHA


@dataclass(frozen=True)
class InterimAnalysis:
    """One of a declared number of analyses, each on one block of seeds more than the one before.

    The error rate is split evenly among them (Bonferroni). So a claim errs one-sidedly in at most
    ``ALPHA`` of cases, for any test, any dependence between analyses and any stopping rule: the
    chance of an error in any analysis is at most the sum of their levels.

    Attributes:
        number: which one, from 1; it includes that many blocks.
        declared: how many there may be.
    """

    number: int = 1
    declared: int = 1

    @property
    def alpha(self) -> float:
        """One-sided error rate of this analysis."""
        return ALPHA / self.declared

    @property
    def last(self) -> bool:
        """Whether no further analysis was declared."""
        return self.number == self.declared

    def overall(self, p: float) -> float:
        """The p-value of the whole procedure, given that of this analysis."""
        return min(1.0, p * self.declared)


ONLY_ANALYSIS = InterimAnalysis()
"""The analysis of data that come in one block."""
