"""From rows to numbers: what a question's test compares in each stratum, one number a seed."""

import numpy as np
import pandas as pd

from rnnbench.claims import Question, Readings
from rnnbench.claims.tests import Sample, Stratum
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.pairs import MissingRunsError, matched, strata


def samples(question: Question, evidence: Evidence) -> list[Sample]:
    """Samples of all strata of a question.

    Raises:
        MissingRunsError: the evidence lacks runs or readings of the question.
        TypeError: an interaction is not of scores.
        ValueError: runs cannot be paired.
    """
    contrast = question.contrast
    if isinstance(contrast, Readings):
        return _of_readings(question, contrast, evidence.readings)
    here = strata(evidence, contrast)
    if question.minus is None:
        return [_of_stratum(stratum, question) for stratum in here]
    return [_change(*pair, question) for pair in matched(here, strata(evidence, question.minus))]


def _of_stratum(stratum: Stratum, question: Question) -> Sample:
    test = question.test
    a, b = test.outcomes(stratum)
    reason = test.uninformative(stratum) or test.at_ceiling(stratum)
    return Sample(stratum.task, stratum.held, stratum.names, a, b, reason, stratum)


def _change(here: Stratum, there: Stratum, question: Question) -> Sample:
    """A - B here as side A, A - B there as side B; uninformative if either stratum is."""
    test = question.test
    if not test.of_scores:
        raise TypeError(
            f"minus: an interaction compares scores (got {type(test).__name__}); "
            "use a test of scores, or leave out minus"
        )
    if not here.a.index.equals(there.a.index):
        raise ValueError(f"{here.task} and {there.task} have different seeds; they must be paired")
    changed, plain = (a - b for a, b in map(test.outcomes, (here, there)))
    reason = test.uninformative(here) or test.uninformative(there)
    place = here.task if here.task == there.task else f"{here.task} − {there.task}"
    return Sample(place, here.held, here.names, changed, plain, reason)


def _of_readings(question: Question, asked: Readings, readings: pd.DataFrame) -> list[Sample]:
    rows = readings
    if not rows.empty:
        rows = rows[(rows["probe"] == asked.probe) & (rows["quantity"] == asked.quantity)]
    for arm in (*asked.a, *asked.b):
        if rows.empty or not (rows["arm"] == arm).any():
            raise MissingRunsError(f"probe {asked.probe!r} has no {asked.quantity} of {arm!r}")
    if question.test.exact:
        values = {arm: rows.loc[rows["arm"] == arm, "value"].to_numpy(float) for arm in asked.a}
        return [Sample(asked.probe, "", (arm, ""), value, None) for arm, value in values.items()]
    found = []
    for a, b in asked.sides():
        tables = [_by_seed(rows[rows["arm"] == arm], asked.summary) for arm in (a, b) if arm]
        for place in tables[0].columns:
            sides = [table[place].to_numpy(float) for table in tables]
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
    """One row a seed; one column for each x, or a single one of slopes."""
    if summary == "slope":
        return pd.DataFrame({"": {seed: _slope(own) for seed, own in rows.groupby("seed")}})
    at = rows["x"].map(lambda x: "" if np.isnan(x) else f" at {x:g}")
    return rows.assign(at=at).pivot(index="seed", columns="at", values="value").sort_index()


def _slope(rows: pd.DataFrame) -> float:
    """Least-squares slope of the values against x."""
    return float(np.polyfit(rows["x"].to_numpy(float), rows["value"].to_numpy(float), 1)[0])
