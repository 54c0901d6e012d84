"""Claims: what lectures say, as data. One file, one claim, one verdict.

A claim names its source, the runs it contrasts, the test and the margin, all declared before any
data. ``rnnbench.judging`` does the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

LECTURES = {
    "L1": "“RNN” lecture notes (2019-07-15)",
    "L2": "deeplearning.ai, Sequence Models, class review",
    "L3": "Stanford CS224n (2019), lecture 7, Vanishing Gradients and Fancy RNNs",
    "L4": "Deep Learning, chapter 10, notes",
    "L5": "CMU 11-785, notes on recurrent networks",
}

SECTIONS = ("Cells", "Initialisation", "Exploding gradients")
"""In the order in which the report shows them."""

Axis = Literal["cell", "init", "norm", "clip", "penalty", "learning_rate"]
PLAIN: Mapping[str, tuple[str, ...]] = {
    "init": ("default",),
    "norm": ("none",),
    "clip": ("norm",),
    "penalty": ("none",),
}
"""What the axes are held at where a contrast does not say."""

SCORE_MARGIN = 0.02
"""Smallest score difference that matters; 0 is the baseline, 1 is solved."""
TIME_MARGIN = 0.1
"""Smallest relative difference of times that matters."""


@dataclass(frozen=True)
class Contrast:
    """Which runs are set against which: A and B differ in one axis and agree in all others.

    Attributes:
        study: the study whose runs these are.
        axis: the axis in which A and B differ.
        a: values of that axis on side A; each is set against each of ``b``.
        b: values on side B.
        where: what other axes are held at; ``PLAIN`` where it does not say. Several values make
            several strata.
        lengths: which of a task's lengths in the study: its longest, its shortest, or all.
        long_range: whether to look only at tasks whose answer depends on distant inputs.
    """

    study: str
    axis: Axis
    a: tuple[str, ...]
    b: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lengths: Literal["longest", "shortest", "all"] = "longest"
    long_range: bool = False

    def sides(self) -> list[tuple[str, str]]:
        """All pairs of values."""
        return list(product(self.a, self.b))

    def needs(self, axis: str) -> tuple[str, ...] | None:
        """The values of an axis that take part; None if all do."""
        if axis == self.axis:
            return (*self.a, *self.b)
        return {**PLAIN, **self.where}.get(axis)


@dataclass(frozen=True)
class Superior:
    """A's score is greater than B's by more than the margin."""

    margin: float = SCORE_MARGIN


@dataclass(frozen=True)
class Equivalent:
    """A's and B's scores differ by less than the margin."""

    margin: float = SCORE_MARGIN


@dataclass(frozen=True)
class Faster:
    """A's restricted mean time to target is less than B's by more than the margin (relative)."""

    cost: Literal["updates", "flops"] = "updates"
    margin: float = TIME_MARGIN


@dataclass(frozen=True)
class Succeeds:
    """A's runs reach the target (or survive, or diverge) more often than B's."""

    outcome: Literal["reached", "survived", "diverged"] = "reached"


Test = Superior | Equivalent | Faster | Succeeds


@dataclass(frozen=True)
class Question:
    """A contrast and the test that decides it."""

    contrast: Contrast
    test: Test


@dataclass(frozen=True)
class Claim:
    """A sentence from a lecture, and how it is judged.

    Attributes:
        section: one of ``SECTIONS``.
        sources: lectures that say it, keys of ``LECTURES``; none if it is your own.
        wording: what they say, in our words.
        refuted_by: what would refute it.
        primary: the one confirmatory question.
        secondary: exploratory questions, by label.
    """

    section: str
    sources: tuple[str, ...]
    wording: str
    refuted_by: str
    primary: Question
    secondary: Mapping[str, Question] = field(default_factory=dict)

    def questions(self) -> list[Question]:
        """The primary question, then the others."""
        return [self.primary, *self.secondary.values()]


BASE = Claim
