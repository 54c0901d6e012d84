"""A mathematical identity or bound holds."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from pydantic.dataclasses import dataclass

from rnnbench.claims._fields import CHECKED, Margin
from rnnbench.claims.tests.base import Finding, Test
from rnnbench.claims.tests.samples import Sample
from rnnbench.stats import identities
from rnnbench.stats.decisions import ALPHA, Decision


@dataclass(frozen=True, config=CHECKED)
class Identity(Test):
    """Every reading, a violation of a mathematical identity or bound, is within the tolerance.

    Attributes:
        tolerance: largest violation that rounding may cause.
    """

    exact: ClassVar[bool] = True

    tolerance: Margin = 1e-9

    def decide(self, samples: Sequence[Sample], alpha: float = ALPHA) -> Decision:
        """Decide on the largest violation; there is no error rate."""
        return identities.holds(np.concatenate([s.a for s in samples]), self.tolerance)

    def unit(self, quantity: str) -> str:
        """The largest violation."""
        return "largest violation"

    def refutation(self, finding: Finding) -> str:
        """By how much it is violated."""
        return f"It is violated, by up to {finding.shown} ({finding.a})."
