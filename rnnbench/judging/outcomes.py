"""What each test looks at in runs: one number a seed."""

import numpy as np
import pandas as pd

from rnnbench.claims import Faster, Succeeds, Superior, Test, Unbeaten
from rnnbench.judging.pairs import Stratum
from rnnbench.stats.decisions import Array
from rnnbench.stats.times import restricted

LEARNED = 0.1
"""A stratum in which neither side's mean score exceeds this tells nothing about scores."""

ARRIVED = 0.5
"""Times are compared where at least this share of all runs of both sides reached the target."""

Sides = list[Array]
"""Side A's numbers, then side B's."""


def outcomes(stratum: Stratum, test: Test) -> Sides:
    """What both sides came to: shares of the budget, 1 or 0 for what happened, or scores."""
    if isinstance(test, Faster):
        return times(stratum, test.cost)
    if isinstance(test, Succeeds):
        return [happened(rows, test.outcome).astype(float) for rows in (stratum.a, stratum.b)]
    if isinstance(test, Superior) and test.of != "score":
        return [rows[test.of].to_numpy(float) for rows in (stratum.a, stratum.b)]
    return [scores(rows) for rows in (stratum.a, stratum.b)]


def scores(rows: pd.DataFrame) -> Array:
    """Test scores, at least 0: who has no better net can always answer as the baseline does."""
    return rows["score"].fillna(0.0).clip(lower=0.0).to_numpy(float)


def times(stratum: Stratum, cost: str) -> Sides:
    """Restricted times to target of both sides, as shares of the smaller budget."""
    end = horizon(stratum, cost)
    return [restricted(side, end) / end for side in times_to_target(stratum, cost)]


def times_to_target(stratum: Stratum, cost: str) -> Sides:
    """What both sides took, in updates or in flops; nan where the target was not reached."""
    return [rows[f"{cost}_to_target"].to_numpy(float) for rows in (stratum.a, stratum.b)]


def horizon(stratum: Stratum, cost: str) -> float:
    """The smallest budget of both sides' runs, in updates or in flops."""

    def budget(rows: pd.DataFrame) -> float:
        per_update = rows["flops_per_update"] if cost == "flops" else 1.0
        return float((rows["budget"] * per_update).min())

    return min(budget(stratum.a), budget(stratum.b))


def seldom(times: Sides) -> str | None:
    """Why restricted times cannot be compared, or None if they can.

    With few runs that arrive, most times are the budget itself, and a handful of seeds tells too
    little of the rest: such intervals are too short (``rnnbench.pipeline.calibration`` shows it).
    """
    arrived = float(np.mean(np.concatenate(times) < 1))
    return f"fewer than {ARRIVED:.0%} of all runs reached the target" if arrived < ARRIVED else None


def happened(rows: pd.DataFrame, outcome: str) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Whether each run reached its target, survived, or diverged."""
    if outcome == "reached":
        return rows["reached"].to_numpy(bool)
    diverged = (rows["status"] == "diverged").to_numpy(bool)
    return diverged if outcome == "diverged" else ~diverged


def uninformative(stratum: Stratum, test: Test) -> str | None:
    """Why a stratum cannot speak for or against a claim, or None if it can.

    The rule looks at both sides together, so it favours neither.
    """
    sides = (stratum.a, stratum.b)
    if isinstance(test, Faster):
        return seldom(times(stratum, test.cost))
    if isinstance(test, Succeeds):
        what = "reached" if test.outcome == "reached" else "diverged"
        if any(happened(rows, what).any() for rows in sides):
            return None
        return "no run reached the target" if what == "reached" else "no run diverged"
    if isinstance(test, Superior) and test.of != "score":
        finite = all(np.isfinite(side).all() for side in outcomes(stratum, test))
        return None if finite else f"{test.of} is missing in a run that diverged"
    silent = all(scores(rows).mean() <= LEARNED for rows in sides)
    return f"no side scored more than {LEARNED}" if silent else None


def solved(stratum: Stratum, test: Test) -> str | None:
    """Why neither side of a stratum can come out better than the other, or None if one can.

    Whether one does better is not to be seen where both do as well as can be. That they are equal
    is, so this is not asked of tests of equivalence; nor where all runs diverge, whatever was to
    prevent that.
    """
    sides = (stratum.a, stratum.b)
    if isinstance(test, Succeeds):
        if test.outcome == "reached" and all(happened(rows, "reached").all() for rows in sides):
            return "every run reached the target"
    elif isinstance(test, Unbeaten) or (isinstance(test, Superior) and test.of == "score"):
        both, full = [scores(rows) for rows in sides], 1 - abs(test.margin)
        if all(full <= side.mean() and side.max() <= 1 for side in both):
            return f"both sides scored {full:g} or more"
    return None
