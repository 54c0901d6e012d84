"""Some arms are ahead of all others."""

from collections.abc import Sequence

import numpy as np
from pydantic.dataclasses import dataclass

from rnnbench.claims._fields import CHECKED, Margin, Names
from rnnbench.claims.tests.base import Finding, Test
from rnnbench.claims.tests.samples import Sample, pooled_by_name
from rnnbench.stats import extremes
from rnnbench.stats.decisions import ALPHA, Decision


@dataclass(frozen=True, config=CHECKED)
class Ranks(Test):
    """Each of the first has a greater A - B (or value, without side B) than each of the others.

    The arms are the values of the side that has several.

    Attributes:
        first: the arms that are ahead.
        margin: smallest lead that matters.
    """

    first: Names
    margin: Margin = 0.0

    def decide(self, samples: Sequence[Sample], alpha: float = ALPHA) -> Decision:
        """Decide on the smallest lead of one of the first over one of the others."""
        by_name = pooled_by_name(samples)
        first = [by_name[name] for name in self.first]
        others = [values for name, values in by_name.items() if name not in self.first]
        leads = np.stack([one - other for one in first for other in others])
        return extremes.least(leads, self.margin, alpha)

    def decide_alone(self, sample: Sample, alpha: float = ALPHA) -> None:
        """One stratum has no rank."""
        return

    def unit(self, quantity: str) -> str:
        """The smallest lead."""
        return f"smallest lead in {quantity}"

    def refutation(self, finding: Finding) -> str:
        """The first are not ahead."""
        does = "does" if len(self.first) == 1 else "do"
        return (
            f"{', '.join(self.first)} {does} not stand out: the {finding.unit} is {finding.shown}."
        )
