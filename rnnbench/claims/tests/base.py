"""Base class of all tests of claims."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Self

import pandas as pd
from pydantic.dataclasses import dataclass

from rnnbench.claims._fields import CHECKED
from rnnbench.claims.tests.samples import Sample, Stratum
from rnnbench.claims.tests.scores import not_learned, scores
from rnnbench.stats.decisions import ALPHA, Array, Decision


@dataclass(frozen=True)
class Finding:
    """An effect in words, for the sentence on a claim that does not hold.

    Attributes:
        a: side A.
        b: side B; empty if there is none.
        unit: unit of the effect.
        effect: the effect.
        shown: the effect with its interval.
        high: upper end of the interval.
        region: what the claim predicts.
        of_runs: whether the effect is a difference between runs, rather than between readings or
            between contrasts.
    """

    a: str
    b: str
    unit: str
    effect: float
    shown: str
    high: str
    region: str
    of_runs: bool


@dataclass(frozen=True, config=CHECKED)
class Test(ABC):
    """A test of a claim: a region of effects that the claim predicts, declared before any data.

    A subclass is a frozen dataclass with ``config=CHECKED``; its fields are what a claim declares,
    and are registered. It has to say how it decides; without further methods it compares scores.
    """

    __test__ = False  # for pytest, which collects classes by their names

    exact: ClassVar[bool] = False
    """Whether the samples are all instances of a mathematical statement, free of sampling error.

    Then there are no p-values, no robustness checks and no power.
    """

    @abstractmethod
    def decide(self, samples: Sequence[Sample], alpha: float = ALPHA) -> Decision:
        """Pool strata seed by seed, and decide.

        Args:
            samples: the informative samples of a question, at least one.
            alpha: one-sided error rate.
        """

    def decide_alone(self, sample: Sample, alpha: float = ALPHA) -> Decision | None:
        """Decide on one stratum; None if the test needs several."""
        return self.decide([sample], alpha)

    @property
    def of_scores(self) -> bool:
        """Whether it compares scores of runs. Interactions are defined for these only."""
        return True

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table of runs that its fields name."""
        return ()

    def outcomes(self, stratum: Stratum) -> tuple[Array, Array]:
        """What it compares in the runs of sides A and B, one number a seed, (n,) each."""
        return scores(stratum.a), scores(stratum.b)

    def uninformative(self, stratum: Stratum) -> str | None:
        """Reason why a stratum is evidence neither for nor against a claim, or None if it is."""
        return not_learned(stratum)

    def at_ceiling(self, stratum: Stratum) -> str | None:
        """Reason why neither side can come out better than the other, or None if one can."""
        return None

    def logrank_p(self, stratum: Stratum) -> float | None:
        """p-value of the log-rank test on a stratum; None if the test is not of times."""
        return None

    @property
    def smallest_relevant(self) -> float | None:
        """Smallest difference that matters, at least 0; None if the test has no such margin."""
        return None

    def scaled(self, factor: float) -> Self | None:
        """The test with its margin multiplied by a factor; None if it has no margin to vary."""
        return None

    @property
    def quantity(self) -> str:
        """What the effect on runs is."""
        return "score difference"

    def unit(self, quantity: str) -> str:
        """What the effect is, given the quantity whose means are compared."""
        return quantity

    def refutation(self, finding: Finding) -> str:
        """What the data say where the claim does not hold, in a sentence."""
        sides = f", {finding.a} against {finding.b}," if finding.b else f" of {finding.a}"
        return f"The {finding.unit}{sides} is {finding.shown}, not {finding.region}."

    @property
    def axis_label(self) -> str:
        """Label of the y axis of the figure of runs."""
        return "score (dots: test)"

    def event_times(self, runs: pd.DataFrame) -> list[float] | None:
        """Updates at which one side's runs had the event that is compared.

        The figure then shows the share of runs with the event. Without events (None) it shows
        learning curves.
        """
        return None


def score_difference(finding: Finding) -> str:
    """The sentence on a difference of scores."""
    more = "more" if finding.effect > 0 else "less"
    return f"{finding.a} scores {more} than {finding.b}: the difference is {finding.shown}."
