"""Pairing the runs of a contrast: stratum by stratum, seed by seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rnnbench.claims import Contrast
from rnnbench.judging.evidence import Evidence
from rnnbench.storage.runs import ARM

AXES = tuple(axis for axis in ARM if axis != "study")
KEY = ["study", *AXES, "seed"]


class MissingRunsError(ValueError):
    """Runs or readings that a question looks at and that are not there; the message says which."""


@dataclass(frozen=True)
class Stratum:
    """Runs A and B of one task and length that differ in one axis only, in the same seed order.

    Attributes:
        axes: what both sides are held at.
        axis: the axis in which they differ.
        names: the values of A and B.
        a: result rows of side A, one a seed, indexed by seed.
        b: those of side B.
    """

    axes: Mapping[str, Any]
    axis: str
    names: tuple[str, str]
    a: pd.DataFrame
    b: pd.DataFrame

    @property
    def task(self) -> str:
        """Task and length, as shown to people."""
        return f"{self.axes['task']} ({self.axes['length']})"

    @property
    def held(self) -> str:
        """What else tells the stratum from others."""
        shown = ("cell", "variant", "learning_rate")
        return ", ".join(
            str(self.axes[axis])
            for axis in shown
            if axis in self.axes and self.axes[axis] != "plain"
        )


def strata(evidence: Evidence, contrast: Contrast) -> list[Stratum]:
    """All strata of a contrast.

    Args:
        evidence: runs of any studies, and their further tests.
        contrast: what to pair.

    Raises:
        MissingRunsError: one side has no runs.
        ValueError: the sides have other seeds, so they cannot be paired.
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
    """Strata of two contrasts that differ in what the contrasts hold apart, and agree in the rest.

    Raises:
        MissingRunsError: none agree.
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
        raise ValueError("an interaction needs one stratum on either side, and there are several")
    pairs = [(stratum, by_key[key(stratum)]) for stratum in here if key(stratum) in by_key]
    if not pairs:
        raise MissingRunsError("the two contrasts of the interaction have nothing in common")
    return pairs


def _rows(evidence: Evidence, contrast: Contrast) -> pd.DataFrame:
    """The study's runs, once for each test that is asked for, with the scores of that test.

    The columns ``tested_at`` and ``inputs`` tell the tests apart.
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
    """A study's runs with the scores of one test; on own answers, of the tasks tested so."""
    runs, tests = evidence.runs, evidence.tests
    frame = runs[(runs["study"] == study) & (runs["stage"] == "train")]
    if frame.empty or (multiple == 1 and inputs == "given"):
        return frame
    if not tests.empty:
        tests = tests[(tests["study"] == study) & (tests["stage"] == "train")]
        tests = tests[tests["inputs"] == inputs]
        tests = tests[np.isclose(tests["test_length"] / tests["length"], multiple, rtol=0.05)]
    if tests.empty:
        what = "on own answers " if inputs == "own" else ""
        raise MissingRunsError(f"study {study!r} has no tests {what}at {multiple:g} × the length")
    if inputs == "own":
        frame = frame[frame["task"].isin(tests["task"])]
    rows = frame.drop(columns="score").set_index(KEY)
    return rows.assign(score=tests.set_index(KEY)["score"]).reset_index()


def _stratum(
    axes: Mapping[str, Any], axis: str, names: tuple[str, str], a: pd.DataFrame, b: pd.DataFrame
) -> Stratum:
    a, b = a.set_index("seed").sort_index(), b.set_index("seed").sort_index()
    if not a.index.equals(b.index) or not a.index.is_unique:
        raise ValueError(f"runs of {names[0]} and {names[1]} at {dict(axes)} are not pairs by seed")
    return Stratum(axes, axis, names, a, b)


def _at_lengths(frame: pd.DataFrame, which: str) -> pd.DataFrame:
    if which == "all" or frame.empty:
        return frame
    of_task = frame.groupby("task")["length"]
    chosen = of_task.transform("max" if which == "longest" else "min")
    return frame[frame["length"] == chosen]


def _has_several_rates(frame: pd.DataFrame) -> bool:
    """Whether learning rates are arms of the study, rather than chosen for each arm."""
    arm = [axis for axis in AXES if axis != "learning_rate"]
    return bool((frame.groupby([*arm, "inputs", "tested_at", "seed"]).size() > 1).any())


def _matches(frame: pd.DataFrame, axis: str, value: str) -> "pd.Series[bool]":
    if axis == "learning_rate":
        rates = frame["learning_rate"]
        return rates.eq(rates.max() if value == "largest" else rates.min())
    return frame[axis].eq(value)
