"""Pair the runs of a contrast, stratum by stratum and seed by seed."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from rnnbench.claims import Contrast
from rnnbench.claims.tests import Stratum
from rnnbench.judging.evidence import Evidence
from rnnbench.storage.runs import ARM

AXES = tuple(axis for axis in ARM if axis != "study")
KEY = ["study", *AXES, "seed"]


class MissingRunsError(ValueError):
    """Runs or readings of a question are missing; the message names them."""


def strata(evidence: Evidence, contrast: Contrast) -> list[Stratum]:
    """All strata of a contrast.

    Args:
        evidence: runs of any studies, and their further tests.
        contrast: the sides to pair.

    Raises:
        MissingRunsError: one side has no runs.
        ValueError: the sides have different seeds, so they cannot be paired.
    """
    frame = _rows(evidence, contrast)
    if contrast.long_range:
        frame = frame[frame["long_range"]]
    frame = _at_lengths(frame, contrast.lengths)
    rate_is_axis = contrast.axis == "learning_rate" or _has_several_rates(frame)
    shared = [
        axis for axis in AXES if axis != contrast.axis and (axis != "learning_rate" or rate_is_axis)
    ]
    for axis in (*AXES, "inputs"):
        wanted = contrast.needs(axis)
        if axis != contrast.axis and wanted is not None:
            frame = frame[frame[axis].isin(wanted)]
    found = []
    for sides in contrast.sides():
        rows_a, rows_b = (frame[_matches(frame, contrast.axis, side)] for side in sides)
        for side, rows in zip(sides, (rows_a, rows_b), strict=True):
            if rows.empty:
                raise MissingRunsError(
                    f"study {contrast.study!r} has no runs with {contrast.axis} {side!r}"
                )
        of_b = dict(iter(rows_b.groupby(shared)))
        for key, a in rows_a.groupby(shared):
            if key in of_b:
                axes = dict(zip(shared, key, strict=True))
                found.append(_stratum(axes, contrast.axis, sides, a, of_b[key]))
    if not found:
        raise MissingRunsError(f"study {contrast.study!r} has no runs that can be paired")
    return found


def matched(here: list[Stratum], there: list[Stratum]) -> list[tuple[Stratum, Stratum]]:
    """Pairs of strata of two contrasts.

    The two of a pair may differ in length and in those axes in which the contrasts share no value;
    they agree in all others.

    Raises:
        MissingRunsError: no strata agree.
        ValueError: a stratum agrees with several.
    """
    apart = {"length"} | {
        axis
        for axis in AXES
        if not {s.axes.get(axis) for s in here} & {s.axes.get(axis) for s in there}
    }

    def key(stratum: Stratum) -> tuple[object, ...]:
        rest = (item for item in stratum.axes.items() if item[0] not in apart)
        return (stratum.names, *rest)

    by_key = {key(stratum): stratum for stratum in there}
    if len(by_key) < len(there):
        raise ValueError(
            "minus: an interaction needs one stratum on each side (got several); "
            "hold further axes in `where`"
        )
    pairs = [(stratum, by_key[key(stratum)]) for stratum in here if key(stratum) in by_key]
    if not pairs:
        raise MissingRunsError("the two contrasts of the interaction have no stratum in common")
    return pairs


def _rows(evidence: Evidence, contrast: Contrast) -> pd.DataFrame:
    """The study's runs, once for each test of the contrast, with the scores of that test.

    The columns ``tested_at`` and ``inputs`` identify the test.
    """
    if evidence.runs.empty:
        raise MissingRunsError("no runs")
    return pd.concat(
        [
            _tested(evidence, contrast.study, multiple, inputs).assign(
                tested_at=value, inputs=inputs
            )
            for value, multiple in contrast.multiples().items()
            for inputs in contrast.inputs
        ]
    )


def _tested(evidence: Evidence, study: str, multiple: float, inputs: str) -> pd.DataFrame:
    """A study's runs with the scores of one test; free running has tasks with a prompt only."""
    runs, tests = evidence.runs, evidence.tests
    frame = runs[(runs["study"] == study) & (runs["stage"] == "train")]
    if frame.empty or (multiple == 1 and inputs == "given"):
        return frame
    if not tests.empty:
        tests = tests[(tests["study"] == study) & (tests["stage"] == "train")]
        tests = tests[tests["inputs"] == inputs]
        tests = tests[np.isclose(tests["test_length"] / tests["length"], multiple, rtol=0.05)]
    if tests.empty:
        what = "free-running tests" if inputs == "own" else "tests"
        raise MissingRunsError(f"study {study!r} has no {what} at {multiple:g} × the length")
    if inputs == "own":
        frame = frame[frame["task"].isin(tests["task"])]
    rows = frame.drop(columns="score").set_index(KEY)
    return rows.assign(score=tests.set_index(KEY)["score"]).reset_index()


def _stratum(
    axes: Mapping[str, Any], axis: str, names: tuple[str, str], a: pd.DataFrame, b: pd.DataFrame
) -> Stratum:
    a, b = a.set_index("seed").sort_index(), b.set_index("seed").sort_index()
    if not a.index.equals(b.index) or not a.index.is_unique:
        raise ValueError(
            f"runs of {names[0]} and {names[1]} at {dict(axes)} have different seeds; "
            "they must be paired"
        )
    return Stratum(axes, axis, names, a, b)


def _at_lengths(frame: pd.DataFrame, which: str) -> pd.DataFrame:
    if which == "all" or frame.empty:
        return frame
    of_task = frame.groupby("task")["length"]
    chosen = of_task.transform("max" if which == "longest" else "min")
    return frame[frame["length"] == chosen]


def _has_several_rates(frame: pd.DataFrame) -> bool:
    """Whether learning rates are arms of the study rather than tuned for each arm."""
    arm = [axis for axis in AXES if axis != "learning_rate"]
    return bool((frame.groupby([*arm, "inputs", "tested_at", "seed"]).size() > 1).any())


def _matches(frame: pd.DataFrame, axis: str, value: str) -> "pd.Series[bool]":
    if axis == "learning_rate":
        rates = frame["learning_rate"]
        return rates.eq(rates.max() if value == "largest" else rates.min())
    return frame[axis].eq(value)
