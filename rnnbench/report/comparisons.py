"""What the overview figures of a study compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from rnnbench.claims import PLAIN
from rnnbench.plan.plan import Plan
from rnnbench.storage.runs import KINDS

AXES = ("cell", "init", "variant", "norm", "clip", "penalty")
"""Axes that can be compared; of two with equally many values the first."""
LEARNING_RATE = "learning_rate"
PLURALS = {**KINDS, "variant": "variants", LEARNING_RATE: "learning rates"}
LINES = 12
"""Most lines in a panel of a study that crosses several axes."""


@dataclass(frozen=True)
class Comparison:
    """What one study compares: cells, or the widest other axis if it has one cell.

    Attributes:
        study: name of the study.
        axis: the compared axis.
        crossed: other axes with several values; the learning rate where rates are arms.
        lines: axes that tell lines apart: all of them, or the compared one if there are too many.
        held: value of each axis that is not in ``lines``: the plain one, else the first.
        tasks: tasks of the study.
        seeds: number of seeds in its first block, which all arms have.
    """

    study: str
    axis: str
    crossed: tuple[str, ...]
    lines: tuple[str, ...]
    held: Mapping[str, str]
    tasks: tuple[str, ...]
    seeds: int

    @property
    def has_lines(self) -> bool:
        """Whether each arm has one learning rate, and enough seeds for an interval."""
        return LEARNING_RATE not in self.crossed and self.seeds > 1

    @property
    def departures(self) -> list[str]:
        """Values at which other axes are held, other than the plain ones."""
        usual = {**PLAIN, "variant": ("plain",)}
        held = self.held.items()
        return [_prefix(axis) + value for axis, value in held if value not in usual.get(axis, ())]


def comparisons(plan: Plan) -> list[Comparison]:
    """The comparison of each study in which an axis has several values."""
    found = (_comparison(plan, study) for study in plan.config.studies)
    return [comparison for comparison in found if comparison]


def labels(
    rows: pd.DataFrame, axes: tuple[str, ...], omitted: Mapping[str, str] | None = None
) -> "pd.Series[Any]":
    """Label runs by their values on some axes; the first stands alone, others after their names.

    Args:
        rows: table of runs.
        axes: the axes.
        omitted: values of axes after the first that need not be named.
    """
    first, *others = axes
    label = rows[first].map(_value)
    for axis in others:
        named = label + ", " + _prefix(axis) + rows[axis].map(_value)
        label = label.where(rows[axis] == (omitted or {}).get(axis), named)
    return label


def _comparison(plan: Plan, name: str) -> Comparison | None:
    shards, study = plan.of_study(name), plan.config.studies[name]
    arms = [arm for shard in shards for arm in shard.named()]
    values = {axis: list(dict.fromkeys(arm[axis] for arm in arms)) for axis in AXES}
    several = [axis for axis in AXES if len(values[axis]) > 1]
    if not several:
        return None
    axis = "cell" if "cell" in several else max(several, key=lambda axis: len(values[axis]))
    crossed = tuple(other for other in several if other != axis)
    lines = (axis, *crossed)
    if len({tuple(arm[axis] for axis in lines) for arm in arms}) > LINES:
        lines = (axis,)
    rates_are_arms = not study.tuning_seeds and len(study.learning_rates) > 1
    return Comparison(
        study=name,
        axis=axis,
        crossed=(*crossed, LEARNING_RATE) if rates_are_arms else crossed,
        lines=lines,
        held={other: plain(other, values[other]) for other in AXES if other not in lines},
        tasks=tuple(dict.fromkeys(shard.task for shard in shards)),
        seeds=study.seeds[0],
    )


def plain(axis: str, values: list[str]) -> str:
    """The plain one of an axis's values, else the first."""
    return next((value for value in values if value in PLAIN.get(axis, ())), values[0])


def _prefix(axis: str) -> str:
    """What stands before a value; variants name their setting themselves."""
    return "" if axis == "variant" else f"{axis.replace('_', ' ')} "


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
