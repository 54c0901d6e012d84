"""Claims: what lectures say, as data. One file, one claim, one verdict.

A claim names its source, the runs or readings it looks at, the test and the margin, all declared
before any data. ``rnnbench.judging`` does the rest.
"""

from collections.abc import Mapping
from dataclasses import field
from itertools import product
from math import inf, log
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, ConfigDict, Field
from pydantic.dataclasses import dataclass

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
"""In the order in which the report shows them."""

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
"""What the axes are held at where a contrast does not say."""

Names = Annotated[tuple[str, ...], Field(min_length=1)]
Margin = Annotated[float, Field(allow_inf_nan=False)]
CHECKED = ConfigDict(strict=True, extra="forbid")
"""Claims are checked where they are written: a slip is an error that names the field."""

SCORE_MARGIN = 0.02
"""Smallest score difference that matters; 0 is the baseline, 1 is solved."""
TIME_MARGIN = 0.1
"""Smallest relative difference of times that matters."""
GRADIENT_MARGIN = log(100) / 100
"""Smallest mean change of a gradient's log norm a step, or a layer, that matters, in nats: what
makes it vanish to a hundredth, or explode a hundredfold, over 100 of them."""


def _of_axes(held: Mapping[str, Names]) -> Mapping[str, Names]:
    for axis in held:
        if axis not in (*get_args(Axis), "task"):
            raise ValueError(f"there is no axis {axis!r}")
    return held


@dataclass(frozen=True, config=CHECKED)
class Contrast:
    """Which runs are set against which: A and B differ in one axis and agree in all others.

    Attributes:
        study: the study whose runs these are.
        axis: the axis in which A and B differ. With two of them these are the same nets, tested
            twice: ``tested_at`` sets multiples of the training length apart, such as "2" and "1";
            ``inputs`` sets true inputs (``given``) and, after a prompt, nets' ``own`` answers.
        a: values of that axis on side A; each is set against each of ``b``.
        b: values on side B.
        where: what other axes are held at; ``PLAIN`` where it does not say. Several values make
            several strata. ``task`` and ``variant`` may be held, too, and ``inputs``, which are
            ``given`` where it does not say.
        lengths: which of a task's lengths in the study: its longest, its shortest, or all.
        long_range: whether to look only at tasks whose answer depends on distant inputs.
        tested_at: the multiple of the training length at which the nets are tested, unless that is
            the axis.
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
        """All pairs of values."""
        return list(product(self.a, self.b))

    def multiples(self) -> dict[str, float]:
        """The multiples of the training length at which runs are tested, by the side's value."""
        if self.axis == "tested_at":
            return {value: float(value) for value in (*self.a, *self.b)}
        return {"": self.tested_at}

    def needs(self, axis: str) -> tuple[str, ...] | None:
        """The values of an axis that take part; None if all do."""
        if axis == self.axis:
            return (*self.a, *self.b)
        return {**PLAIN, **self.where}.get(axis)

    @property
    def inputs(self) -> tuple[str, ...]:
        """What nets read in the tests that are looked at: ``given`` inputs, their ``own`` answers.

        Only tasks with a prompt have tests on own answers; a contrast of these leaves others out.
        """
        return self.needs("inputs") or ("given",)

    @property
    def as_trained(self) -> bool:
        """Whether nets are tested at the length that they were trained at, on given inputs."""
        return {*self.multiples().values()} == {1.0} and self.inputs == ("given",)


@dataclass(frozen=True, config=CHECKED)
class Readings:
    """Which readings of a probe are looked at.

    Attributes:
        probe: the probe.
        quantity: one of its quantities.
        a: arms on side A; each is set against each of ``b``.
        b: arms on side B; none if A's own values are judged.
        summary: what of a seed's readings at several x is judged: each by itself (``values``), or
            the least-squares slope against x.
    """

    probe: str
    quantity: str
    a: Names
    b: tuple[str, ...] = ()
    summary: Literal["values", "slope"] = "values"

    def sides(self) -> list[tuple[str, str]]:
        """All pairs of arms; B's is empty if there is no side B."""
        return list(product(self.a, self.b or ("",)))


@dataclass(frozen=True, config=CHECKED)
class Superior:
    """A's score is greater than B's by more than the margin.

    ``of`` may name another column of the table of runs; of readings it is always the value.
    """

    margin: Margin = SCORE_MARGIN
    of: str = "score"


@dataclass(frozen=True, config=CHECKED)
class Equivalent:
    """A's and B's scores differ by less than the margin."""

    margin: Margin = SCORE_MARGIN


@dataclass(frozen=True, config=CHECKED)
class Within:
    """What is judged (A's values, or A's minus B's) lies in a region."""

    low: float = -inf
    high: float = inf


@dataclass(frozen=True, config=CHECKED)
class Faster:
    """A's restricted mean time to target is less than B's by more than the margin (relative)."""

    cost: Literal["updates", "flops"] = "updates"
    margin: Margin = TIME_MARGIN


@dataclass(frozen=True, config=CHECKED)
class Succeeds:
    """A's runs reach the target (or survive, or diverge) more often than B's."""

    outcome: Literal["reached", "survived", "diverged"] = "reached"


@dataclass(frozen=True, config=CHECKED)
class Ranks:
    """Each of the first has a greater A - B (or, without side B, value) than each of the others.

    ``margin`` is by how much, at least.
    The sides are told apart by the names of whichever side has several.
    """

    first: Names
    margin: Margin = 0.0


@dataclass(frozen=True, config=CHECKED)
class Unbeaten:
    """No side A's score exceeds side B's by more than the margin.

    With a negative margin every side A has to fall short of side B by more than that.
    """

    margin: Margin = SCORE_MARGIN


@dataclass(frozen=True, config=CHECKED)
class Identity:
    """Every reading, a violation of a mathematical identity or bound, is within the tolerance."""

    tolerance: Margin = 1e-9


Test = Superior | Equivalent | Within | Faster | Succeeds | Ranks | Unbeaten | Identity


@dataclass(frozen=True, config=CHECKED)
class Question:
    """What is looked at, and the test that decides it.

    Attributes:
        contrast: runs, or readings of a probe.
        test: the test.
        minus: a contrast whose effect is taken off, seed by seed: the question is then whether
            the difference between A and B is another one there (an interaction).
    """

    contrast: Contrast | Readings
    test: Test
    minus: Contrast | None = None

    def contrasts(self) -> list[Contrast]:
        """The contrasts of runs that take part."""
        return [c for c in (self.contrast, self.minus) if isinstance(c, Contrast)]


def _without_figures(text: str) -> str:
    if any(letter.isdigit() for letter in text):
        raise ValueError("no figures: the report gives those that were measured")
    return text


Note = Annotated[str, AfterValidator(_without_figures)]


def _section(name: str) -> str:
    if name not in SECTIONS:
        raise ValueError(f"one of {', '.join(SECTIONS)}")
    return name


@dataclass(frozen=True, config=CHECKED)
class Claim:
    """A sentence from a lecture, and how it is judged.

    Attributes:
        section: one of ``SECTIONS``.
        sources: lectures that say it, keys of ``LECTURES``; none if it is your own.
        wording: what they say, in our words.
        refuted_by: what would refute it.
        primary: the one confirmatory question.
        secondary: exploratory questions, by label.
        contradicts: claims that cannot hold beside this one.
        pictures: readings that the report draws beside the verdict, and that nothing judges, by
            title; all of a quantity's arms that are named on either side.
        notes: what explains a verdict, should it come out so: plain sentences without figures,
            which the report measures. Where a claim does not hold, what to teach instead.
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
        """The primary question, then the others."""
        return [self.primary, *self.secondary.values()]


BASE = Claim
