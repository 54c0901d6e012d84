"""A reaches the target earlier than B."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, Self

import numpy as np
import pandas as pd
from pydantic.dataclasses import dataclass

from rnnbench.claims._fields import CHECKED, TIME_MARGIN, Margin
from rnnbench.claims.tests.base import Finding, Test
from rnnbench.claims.tests.samples import Sample, Stratum, sides
from rnnbench.stats import times
from rnnbench.stats.decisions import ALPHA, Array, Decision

REACHED = 0.5
"""Times are compared where at least this share of both sides' runs reached the target."""


@dataclass(frozen=True, config=CHECKED)
class Faster(Test):
    """A's restricted mean time to target is less than B's by more than the margin (relative).

    Attributes:
        cost: unit of time.
        margin: smallest relative gain that matters.
    """

    cost: Literal["updates", "flops"] = "updates"
    margin: Margin = TIME_MARGIN

    def decide(self, samples: Sequence[Sample], alpha: float = ALPHA) -> Decision:
        """Decide on the ratio of the mean times, averaged over strata."""
        a, b = sides(samples)
        return times.faster(a.mean(0), b.mean(0), self.margin, alpha)

    @property
    def of_scores(self) -> bool:
        """It compares times."""
        return False

    def outcomes(self, stratum: Stratum) -> tuple[Array, Array]:
        """Restricted times to target, as shares of the smaller budget."""
        end = self._horizon(stratum)
        a, b = (times.restricted(taken, end) / end for taken in self._times(stratum))
        return a, b

    def uninformative(self, stratum: Stratum) -> str | None:
        """Too few runs reached the target."""
        return rarely_reached(*self.outcomes(stratum))

    def logrank_p(self, stratum: Stratum) -> float:
        """p-value of the log-rank test on the times to target."""
        return times.logrank(*self._times(stratum), self._horizon(stratum))

    @property
    def smallest_relevant(self) -> float:
        """The margin."""
        return self.margin

    def scaled(self, factor: float) -> Self:
        """The test with another margin."""
        return replace(self, margin=factor * self.margin)

    @property
    def quantity(self) -> str:
        """Ratio of mean times."""
        return "ratio of restricted mean times to target"

    def refutation(self, finding: Finding) -> str:
        """How many times as long A takes."""
        return (
            f"{finding.a} takes {finding.shown} times as long as {finding.b} to reach the target."
        )

    @property
    def axis_label(self) -> str:
        """Share of runs that reached the target."""
        return "share that reached the target"

    def event_times(self, runs: pd.DataFrame) -> list[float]:
        """Updates at which runs reached the target."""
        return runs["updates_to_target"].dropna().to_list()

    def _times(self, stratum: Stratum) -> tuple[Array, Array]:
        """Times to target of both sides; nan where the target was not reached, (n,) each."""
        a, b = (side[f"{self.cost}_to_target"].to_numpy(float) for side in stratum.sides)
        return a, b

    def _horizon(self, stratum: Stratum) -> float:
        """The smallest budget of all runs of both sides."""

        def budget(runs: pd.DataFrame) -> float:
            per_update = runs["flops_per_update"] if self.cost == "flops" else 1.0
            return float((runs["budget"] * per_update).min())

        return min(map(budget, stratum.sides))


def rarely_reached(a: Array, b: Array) -> str | None:
    """Reason why restricted times are uninformative, or None: too few runs reached the target.

    Where most times are censored, intervals from a few seeds are too short;
    ``rnnbench.pipeline.calibration`` shows this.

    Args:
        a: restricted times of side A, as shares of the budget, (n,).
        b: those of side B.
    """
    reached = float(np.mean(np.concatenate([a, b]) < 1))
    return f"fewer than {REACHED:.0%} of all runs reached the target" if reached < REACHED else None
