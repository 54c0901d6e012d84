"""A's runs succeed more often than B's."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic.dataclasses import dataclass

from rnnbench.claims._fields import CHECKED
from rnnbench.claims.tests.base import Finding, Test
from rnnbench.claims.tests.samples import Sample, Stratum, sides
from rnnbench.stats import proportions
from rnnbench.stats.decisions import ALPHA, Array, Decision

Outcome = Literal["reached", "survived", "diverged"]
VERBS = {"reached": "learn the task", "survived": "survive", "diverged": "diverge"}


@dataclass(frozen=True, config=CHECKED)
class Succeeds(Test):
    """A's runs reach the target (or survive, or diverge) more often than B's: sign-flip test.

    Attributes:
        outcome: the outcome that is counted.
    """

    outcome: Outcome = "reached"

    def decide(self, samples: Sequence[Sample], alpha: float = ALPHA) -> Decision:
        """Decide on the difference of proportions, averaged over strata."""
        a, b = sides(samples)
        return proportions.succeeds(a > 0.5, b > 0.5, alpha)

    @property
    def of_scores(self) -> bool:
        """It counts outcomes."""
        return False

    def outcomes(self, stratum: Stratum) -> tuple[Array, Array]:
        """1 for runs with the outcome, 0 for the others."""
        a, b = (happened(side, self.outcome).astype(float) for side in stratum.sides)
        return a, b

    def uninformative(self, stratum: Stratum) -> str | None:
        """No run reached the target, or no run diverged."""
        if any(self._events(side).any() for side in stratum.sides):
            return None
        return "no run reached the target" if self.outcome == "reached" else "no run diverged"

    def at_ceiling(self, stratum: Stratum) -> str | None:
        """Every run reached the target.

        That every run diverged is no ceiling: it refutes that one side prevents divergence.
        """
        reached = self.outcome == "reached"
        if reached and all(self._events(side).all() for side in stratum.sides):
            return "every run reached the target"
        return None

    @property
    def quantity(self) -> str:
        """Difference of proportions."""
        return "difference of proportions"

    def refutation(self, finding: Finding) -> str:
        """Which side succeeds more often."""
        often = "more" if finding.effect > 0 else "less"
        return (
            f"Runs of {finding.a} {VERBS[self.outcome]} {often} often than those of {finding.b}: "
            f"the share differs by {finding.shown}."
        )

    @property
    def axis_label(self) -> str:
        """Share of runs that reached the target, or that diverged."""
        if self.outcome == "reached":
            return "share that reached the target"
        return "share of runs that diverged"

    def event_times(self, runs: pd.DataFrame) -> list[float]:
        """Updates at which runs reached the target, or diverged."""
        updates = "updates_to_target" if self.outcome == "reached" else "updates"
        return runs.loc[self._events(runs), updates].to_list()

    def _events(self, runs: pd.DataFrame) -> npt.NDArray[np.bool_]:
        """Whether each run reached the target, or diverged."""
        return happened(runs, "reached" if self.outcome == "reached" else "diverged")


def happened(runs: pd.DataFrame, outcome: Outcome) -> npt.NDArray[np.bool_]:
    """Whether each run reached its target, survived, or diverged, (n,)."""
    if outcome == "reached":
        return runs["reached"].to_numpy(bool)
    diverged = (runs["status"] == "diverged").to_numpy(bool)
    return diverged if outcome == "diverged" else ~diverged
