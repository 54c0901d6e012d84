"""Claims: statements from lectures, as data. One file, one claim, one verdict.

A claim names its sources, its runs or readings, its test and its margin, all declared before any
data exist. ``rnnbench.judging`` derives the verdict.
"""

from collections.abc import Mapping
from dataclasses import field
from itertools import product
from math import log
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, InstanceOf
from pydantic.dataclasses import dataclass

from rnnbench.claims._fields import CHECKED, SCORE_MARGIN, TIME_MARGIN, Names
from rnnbench.claims.tests import (
    Equivalent,
    Faster,
    Identity,
    Ranks,
    Succeeds,
    Superior,
    Test,
    Unbeaten,
    Within,
)

__all__ = [
    "BASE",
    "CHECKED",
    "GRADIENT_MARGIN",
    "LECTURES",
    "PLAIN",
    "SCORE_MARGIN",
    "SECTIONS",
    "TIME_MARGIN",
    "Claim",
    "Contrast",
    "Equivalent",
    "Faster",
    "Identity",
    "Question",
    "Ranks",
    "Readings",
    "Succeeds",
    "Superior",
    "Test",
    "Unbeaten",
    "Within",
]

LECTURES = {
    "L1": "“RNN” lecture notes (2019-07-15)",
    "L2": "deeplearning.ai, Sequence Models, class review",
    "L3": "Stanford CS224n (2019), lecture 7, Vanishing Gradients and Fancy RNNs",
    "L4": "Deep Learning, chapter 10, notes",
    "L5": "CMU 11-785, notes on recurrent networks",
}

SECTIONS = (
    "Dynamics and gradients",
    "Cells",
    "Initialisation",
    "Exploding gradients",
    "Normalisation",
    "Training strategies",
    "Architectures",
    "Language modelling",
)
"""Sections of the report, in its order."""

Axis = Literal[
    "cell",
    "init",
    "norm",
    "clip",
    "penalty",
    "learning_rate",
    "variant",
    "inputs",
    "tested_at",
]
PLAIN: Mapping[str, tuple[str, ...]] = {
    "init": ("default",),
    "norm": ("none",),
    "clip": ("norm",),
    "penalty": ("none",),
}
"""Values of the axes for which a contrast names none."""

GRADIENT_MARGIN = log(100) / 100
"""Smallest mean change of a gradient's log norm per step or layer that matters, in nats.

Over 100 of them the gradient vanishes to a hundredth, or explodes a hundredfold.
"""


def _of_axes(held: Mapping[str, Names]) -> Mapping[str, Names]:
    for axis in held:
        if axis not in (*get_args(Axis), "task"):
            raise ValueError(f"there is no axis {axis!r}")
    return held


@dataclass(frozen=True, config=CHECKED)
class Contrast:
    """Two sides of runs that differ in one axis and agree in all others.

    Attributes:
        study: the study that the runs belong to.
        axis: the axis in which A and B differ. Two axes compare tests of the same nets:
            ``tested_at`` has multiples of the training length, such as "2" and "1"; ``inputs`` has
            true inputs (``given``) and, after a prompt, free running (``own``).
        a: values of that axis on side A; each is compared with each of ``b``.
        b: values on side B.
        where: values of other axes; by default ``PLAIN``, and ``given`` for ``inputs``. Several
            values make several strata. ``task`` and ``variant`` are allowed, too.
        lengths: which of a task's lengths in the study: its longest, its shortest, or all.
        long_range: whether to keep only tasks whose answer depends on distant inputs.
        tested_at: multiple of the training length at which the nets are tested, unless that is the
            axis.
    """

    study: str
    axis: Axis
    a: Names
    b: Names
    where: Annotated[Mapping[str, Names], AfterValidator(_of_axes)] = field(default_factory=dict)
    lengths: Literal["longest", "shortest", "all"] = "longest"
    long_range: bool = False
    tested_at: float = 1.0

    def sides(self) -> list[tuple[str, str]]:
        """All pairs of a value of A and a value of B."""
        return list(product(self.a, self.b))

    def multiples(self) -> dict[str, float]:
        """Multiples of the training length at which nets are tested, by the axis's value.

        The key is empty if all are tested at the same length.
        """
        if self.axis == "tested_at":
            return {value: float(value) for value in (*self.a, *self.b)}
        return {"": self.tested_at}

    def needs(self, axis: str) -> tuple[str, ...] | None:
        """Values of an axis that take part; None if all do."""
        if axis == self.axis:
            return (*self.a, *self.b)
        return {**PLAIN, **self.where}.get(axis)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Inputs of the tests that are compared: ``given``, or ``own`` in free running.

        Only tasks with a prompt are tested in free running; such a contrast omits all others.
        """
        return self.needs("inputs") or ("given",)

    @property
    def as_trained(self) -> bool:
        """Whether nets are tested at their training length, on given inputs."""
        return {*self.multiples().values()} == {1.0} and self.inputs == ("given",)


@dataclass(frozen=True, config=CHECKED)
class Readings:
    """Readings of a probe.

    Attributes:
        probe: name of the probe.
        quantity: one of its quantities.
        a: arms on side A; each is compared with each of ``b``.
        b: arms on side B; none to judge A's own values.
        summary: how a seed's readings at several x are judged: each x as a stratum (``values``), or
            their least-squares slope against x.
    """

    probe: str
    quantity: str
    a: Names
    b: tuple[str, ...] = ()
    summary: Literal["values", "slope"] = "values"

    def sides(self) -> list[tuple[str, str]]:
        """All pairs of arms; B's name is empty without a side B."""
        return list(product(self.a, self.b or ("",)))


@dataclass(frozen=True, config=CHECKED)
class Question:
    """A contrast, and the test that decides on it.

    Attributes:
        contrast: runs, or readings of a probe.
        test: the test.
        minus: a contrast whose effect is subtracted, seed by seed. The question is then whether the
            difference between A and B changes from one contrast to the other (an interaction).
    """

    contrast: Contrast | Readings
    test: InstanceOf[Test]
    minus: Contrast | None = None

    def contrasts(self) -> list[Contrast]:
        """All contrasts of runs; none for readings."""
        return [c for c in (self.contrast, self.minus) if isinstance(c, Contrast)]


def _without_numbers(text: str) -> str:
    if any(letter.isdigit() for letter in text):
        raise ValueError("no numbers: the report gives the measured ones")
    return text


Note = Annotated[str, AfterValidator(_without_numbers)]


def _section(name: str) -> str:
    if name not in SECTIONS:
        raise ValueError(f"one of {', '.join(SECTIONS)}")
    return name


@dataclass(frozen=True, config=CHECKED)
class Claim:
    """A statement from a lecture, and how it is judged.

    Attributes:
        section: one of ``SECTIONS``.
        sources: lectures that make the claim, keys of ``LECTURES``; none for a claim of your own.
        wording: the claim in our words.
        refuted_by: an observation that would refute it.
        primary: the one confirmatory question.
        secondary: exploratory questions, by label.
        contradicts: claims that are incompatible with this one.
        pictures: readings that the report draws beside the verdict but does not judge, by title;
            arms of both sides.
        notes: an explanation for each possible verdict: plain sentences without numbers, which the
            report adds. For a claim that does not hold: what to teach instead.
    """

    section: Annotated[str, AfterValidator(_section)]
    sources: tuple[str, ...]
    wording: str
    refuted_by: str
    primary: Question
    secondary: Mapping[str, Question] = field(default_factory=dict)
    contradicts: tuple[str, ...] = ()
    pictures: Mapping[str, Readings] = field(default_factory=dict)
    notes: Mapping[Literal["holds", "does not hold", "undecided"], Note] = field(
        default_factory=dict
    )

    def questions(self) -> list[Question]:
        """The primary question, then the exploratory ones."""
        return [self.primary, *self.secondary.values()]


BASE = Claim
