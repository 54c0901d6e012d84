"""What the first page says: how many claims held, by lecture, and which departed furthest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from rnnbench.claims import LECTURES
from rnnbench.judging.json_model import OUTCOMES, Outcome
from rnnbench.judging.verdicts import Answer, ClaimVerdict

SURPRISES = 3


@dataclass(frozen=True)
class Tally:
    """How some claims came out.

    Attributes:
        name: what they have in common; empty for all.
        about: what that is in words.
        counts: how many came out how; those with at least one.
    """

    name: str
    about: str
    counts: tuple[tuple[Outcome, int], ...]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(count for _, count in self.counts)


def tally(verdicts: Iterable[ClaimVerdict], name: str = "", about: str = "") -> Tally:
    """Count verdicts."""
    found = [v.verdict for v in verdicts]
    counts = tuple((outcome, found.count(outcome)) for outcome in OUTCOMES if outcome in found)
    return Tally(name, about, counts)


def by_lecture(verdicts: Sequence[ClaimVerdict]) -> list[Tally]:
    """A tally for each lecture, and one for claims that are nobody's."""
    tallies = [
        tally([v for v in verdicts if key in v.sources], key, lecture)
        for key, lecture in LECTURES.items()
    ]
    own = tally([v for v in verdicts if not v.sources], "own", "claims of no lecture")
    return [entry for entry in (*tallies, own) if entry.total]


def departure(answer: Answer) -> float:
    """How far an effect lies beyond the predicted region, in half-widths of its interval.

    Negative inside the region, 0 if there is no effect; infinite without an interval's width.
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
    """The refuted claims whose effects depart furthest; those of more lectures first if equal."""
    refuted = [v for v in verdicts if v.verdict == "does not hold"]
    refuted.sort(key=lambda v: (-departure(v.primary), -len(v.sources)))
    return refuted[:SURPRISES]


def _width(high: float | None, low: float | None) -> float:
    return inf if high is None or low is None else high - low


def _ratio(distance: float, width: float) -> float:
    if width == 0:
        return inf if distance > 0 else -inf
    return distance / width
