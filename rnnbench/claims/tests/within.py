"""A mean lies in a region."""

from collections.abc import Sequence
from math import inf

from pydantic.dataclasses import dataclass

from rnnbench.claims._fields import CHECKED
from rnnbench.claims.tests.base import Test
from rnnbench.claims.tests.samples import Sample, pooled
from rnnbench.stats import paired
from rnnbench.stats.decisions import ALPHA, Decision


@dataclass(frozen=True, config=CHECKED)
class Within(Test):
    """The mean of A's values, or of A minus B, lies in a region: one t test for each border.

    Attributes:
        low: lower border.
        high: upper border.
    """

    low: float = -inf
    high: float = inf

    def decide(self, samples: Sequence[Sample], alpha: float = ALPHA) -> Decision:
        """Decide on the mean of the values or paired differences."""
        return paired.within(pooled(samples), self.low, self.high, alpha)
