"""The first page: counts of verdicts, by lecture, and the largest departures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from rnnbench.claims import LECTURES
from rnnbench.judging.json_model import OUTCOMES, Outcome
from rnnbench.judging.verdicts import Answer, ClaimVerdict

SURPRISES = 3


@dataclass(frozen=True)
class Tally:
    """Counts of verdicts.

    Attributes:
        name: key of the lecture; empty for all claims.
        about: title of the lecture.
        counts: number of claims by verdict, without zeros.
    """

    name: str
    about: str
    counts: tuple[tuple[Outcome, int], ...]

    @property
    def total(self) -> int:
        """Number of claims."""
        return sum(count for _, count in self.counts)


def tally(verdicts: Iterable[ClaimVerdict], name: str = "", about: str = "") -> Tally:
    """Count verdicts."""
    found = [v.verdict for v in verdicts]
    counts = tuple((outcome, found.count(outcome)) for outcome in OUTCOMES if outcome in found)
    return Tally(name, about, counts)


def by_lecture(verdicts: Sequence[ClaimVerdict]) -> list[Tally]:
    """A tally for each lecture, and one for claims of no lecture."""
    tallies = [
        tally([v for v in verdicts if key in v.sources], key, lecture)
        for key, lecture in LECTURES.items()
    ]
    own = tally([v for v in verdicts if not v.sources], "own", "claims of no lecture")
    return [entry for entry in (*tallies, own) if entry.total]


def departure(answer: Answer) -> float:
    """Distance of an effect from the predicted range, in half-widths of its interval.

    Negative inside the range, 0 if there is no effect; infinite without an interval's width.
    """
    if answer.effect is None:
        return 0.0
    beyond = []
    if answer.region_low is not None:
        beyond.append((answer.region_low - answer.effect, _width(answer.high, answer.effect)))
    if answer.region_high is not None:
        beyond.append((answer.effect - answer.region_high, _width(answer.effect, answer.low)))
    return max((_ratio(distance, width) for distance, width in beyond), default=0.0)


def surprises(verdicts: Iterable[ClaimVerdict]) -> list[ClaimVerdict]:
    """The refuted claims that depart furthest; of equal ones first those of more lectures."""
    refuted = [v for v in verdicts if v.verdict == "does not hold"]
    refuted.sort(key=lambda v: (-departure(v.primary), -len(v.sources)))
    return refuted[:SURPRISES]


def _width(high: float | None, low: float | None) -> float:
    return inf if high is None or low is None else high - low


def _ratio(distance: float, width: float) -> float:
    if width == 0:
        return inf if distance > 0 else -inf
    return distance / width
