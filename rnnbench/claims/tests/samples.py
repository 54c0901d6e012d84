"""Strata of runs, and the numbers that tests compare in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rnnbench.stats.decisions import Array


@dataclass(frozen=True)
class Stratum:
    """Runs A and B of one task and length that differ in one axis only, in the same seed order.

    Attributes:
        axes: values of the axes in which both sides agree.
        axis: the axis in which they differ.
        names: the values of A and B on that axis.
        a: rows of the table of runs of side A, one a seed, indexed by seed.
        b: those of side B.
    """

    axes: Mapping[str, Any]
    axis: str
    names: tuple[str, str]
    a: pd.DataFrame
    b: pd.DataFrame

    @property
    def sides(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Runs of side A and of side B."""
        return self.a, self.b

    @property
    def task(self) -> str:
        """Task and length, as the report shows them."""
        return f"{self.axes['task']} ({self.axes['length']})"

    @property
    def held(self) -> str:
        """Further axes that distinguish the stratum from others."""
        shown = ("cell", "variant", "learning_rate")
        return ", ".join(
            str(self.axes[axis])
            for axis in shown
            if axis in self.axes and self.axes[axis] != "plain"
        )


@dataclass(frozen=True)
class Sample:
    """The numbers of one stratum, one a seed and side.

    Attributes:
        place: a task with its length, or a point on a probe's axis.
        held: further axes that distinguish the stratum from others.
        names: names of the sides; B's is empty if there is none.
        a: numbers of side A, (n,), in the order of the seeds; all instances for an exact test.
        b: numbers of side B, the same seeds; None without a side B.
        uninformative: why the stratum is evidence neither for nor against a claim; None if it is.
        stratum: the runs behind the numbers; None for readings and interactions.
    """

    place: str
    held: str
    names: tuple[str, str]
    a: Array
    b: Array | None
    uninformative: str | None = None
    stratum: Stratum | None = None

    @property
    def differences(self) -> Array:
        """A - B, or A without a side B, (n,)."""
        return self.a if self.b is None else self.a - self.b


def pooled(samples: Sequence[Sample]) -> Array:
    """Mean difference over strata, one a seed, (n,)."""
    return np.asarray(np.mean([sample.differences for sample in samples], axis=0))


def pooled_by_name(samples: Sequence[Sample]) -> dict[str, Array]:
    """Mean difference over strata, one a seed, by the name of the side that varies."""
    varies = 0 if len({sample.names[0] for sample in samples}) > 1 else 1
    names = dict.fromkeys(sample.names[varies] for sample in samples)
    return {name: pooled([s for s in samples if s.names[varies] == name]) for name in names}


def sides(samples: Sequence[Sample]) -> tuple[Array, Array]:
    """Numbers of A and of B, (strata, n) each.

    Raises:
        ValueError: there is no side B.
    """
    if any(sample.b is None for sample in samples):
        raise ValueError("this test compares two sides, but there is no side B")
    return np.stack([s.a for s in samples]), np.stack([s.b for s in samples if s.b is not None])
