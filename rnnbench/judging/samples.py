"""From rows to numbers: what both sides of each stratum of a question came to, one a seed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rnnbench.claims import Faster, Identity, Question, Readings, Succeeds, Superior
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.outcomes import Sides, outcomes, solved, uninformative
from rnnbench.judging.pairs import MissingRunsError, Stratum, matched, strata
from rnnbench.stats.decisions import Array


@dataclass(frozen=True)
class Sample:
    """One stratum's numbers.

    Attributes:
        place: where: a task with its length, or a point of a probe's axis.
        held: what else tells it from other strata.
        names: of the sides; B's is empty if there is none.
        a: of side A, (n,), in the order of the seeds; of an identity, of all instances.
        b: of side B, the same seeds; None if there is none.
        silent: why the stratum cannot speak for or against a claim; None if it can.
        stratum: the runs that the numbers are of; None if they are readings, or changes.
    """

    place: str
    held: str
    names: tuple[str, str]
    a: Array
    b: Array | None
    silent: str | None = None
    stratum: Stratum | None = None

    @property
    def differences(self) -> Array:
        """A - B, or A where there is no B."""
        return self.a if self.b is None else self.a - self.b


def samples(question: Question, evidence: Evidence) -> list[Sample]:
    """All strata of a question.

    Raises:
        MissingRunsError: the evidence lacks runs or readings that it looks at.
    """
    contrast = question.contrast
    if isinstance(contrast, Readings):
        return _of_readings(question, contrast, evidence.readings)
    here = strata(evidence, contrast)
    if question.minus is None:
        return [_of_stratum(stratum, question) for stratum in here]
    return [_change(*pair, question) for pair in matched(here, strata(evidence, question.minus))]


def _of_stratum(stratum: Stratum, question: Question) -> Sample:
    a, b = outcomes(stratum, question.test)
    silent = uninformative(stratum, question.test) or solved(stratum, question.test)
    return Sample(stratum.task, stratum.held, stratum.names, a, b, silent, stratum)


def _change(here: Stratum, there: Stratum, question: Question) -> Sample:
    """A - B here as side A, A - B there as side B; silent if either is."""
    test = question.test
    if isinstance(test, Faster | Succeeds) or (isinstance(test, Superior) and test.of != "score"):
        raise TypeError("an interaction is one of scores")
    if not here.a.index.equals(there.a.index):
        raise ValueError(f"{here.task} and {there.task} are not pairs by seed")
    changed, plain = (a - b for a, b in (outcomes(stratum, test) for stratum in (here, there)))
    reasons = [uninformative(stratum, test) for stratum in (here, there)]
    silent = next(filter(None, reasons), None)
    place = here.task if here.task == there.task else f"{here.task} − {there.task}"
    return Sample(place, here.held, here.names, changed, plain, silent)


def _of_readings(question: Question, asked: Readings, readings: pd.DataFrame) -> list[Sample]:
    rows = readings
    if not rows.empty:
        rows = rows[(rows["probe"] == asked.probe) & (rows["quantity"] == asked.quantity)]
    for arm in (*asked.a, *asked.b):
        if rows.empty or not (rows["arm"] == arm).any():
            raise MissingRunsError(f"probe {asked.probe!r} has no {asked.quantity} of {arm!r}")
    if isinstance(question.test, Identity):
        values = {arm: rows.loc[rows["arm"] == arm, "value"].to_numpy(float) for arm in asked.a}
        return [Sample(asked.probe, "", (arm, ""), value, None) for arm, value in values.items()]
    found = []
    for a, b in asked.sides():
        tables = [_by_seed(rows[rows["arm"] == arm], asked.summary) for arm in (a, b) if arm]
        for place in tables[0].columns:
            sides: Sides = [table[place].to_numpy(float) for table in tables]
            finite = all(np.isfinite(side).all() for side in sides)
            found.append(
                Sample(
                    f"{asked.probe}{place}",
                    "",
                    (a, b),
                    sides[0],
                    sides[1] if b else None,
                    None if finite else "a reading is not finite",
                )
            )
    return found


def _by_seed(rows: pd.DataFrame, summary: str) -> pd.DataFrame:
    """One row a seed, one column a point of the axis, or one of slopes."""
    if summary == "slope":
        return pd.DataFrame({"": {seed: _slope(own) for seed, own in rows.groupby("seed")}})
    at = rows["x"].map(lambda x: "" if np.isnan(x) else f" at {x:g}")
    return rows.assign(at=at).pivot(index="seed", columns="at", values="value").sort_index()


def _slope(rows: pd.DataFrame) -> float:
    """Least-squares slope of the values against x."""
    return float(np.polyfit(rows["x"].to_numpy(float), rows["value"].to_numpy(float), 1)[0])
