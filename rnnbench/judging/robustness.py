"""Does a verdict stand if something is left out, or had been chosen otherwise?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from rnnbench.claims import (
    Contrast,
    Equivalent,
    Faster,
    Identity,
    Question,
    Superior,
    Unbeaten,
)
from rnnbench.judging.deciding import decide
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.pairs import MissingRunsError
from rnnbench.judging.records import Outcome, Record, finite
from rnnbench.judging.samples import Sample, samples
from rnnbench.stats.decisions import Decision

Kind = Literal["seed left out", "place alone", "margin", "learning rate"]
FACTORS = {"half the margin": 0.5, "twice the margin": 2.0}
FEWEST_SEEDS = 4
"""A seed is left out only if at least one fewer than this remain."""


class Check(Record):
    """A claim's primary question decided in another way.

    At a given learning rate there are only the few tuning seeds: no interval, and the verdict says
    on which side of the region's border the effect lies.
    """

    kind: Kind
    """What was changed."""
    what: str
    """How."""
    effect: float | None
    """The effect then."""
    low: float | None = None
    """Lower end of its interval; null: unbounded, or none."""
    high: float | None = None
    """Upper end, likewise."""
    verdict: Outcome
    """The verdict then, without correction."""


def checks(
    question: Question, telling: Sequence[Sample], evidence: Evidence, alpha: float
) -> list[Check]:
    """All checks of a question that was decided on these samples; an identity has none.

    Args:
        question: a claim's primary one.
        telling: its samples that can tell; if there are none, there is nothing to check.
        evidence: what they are from, with the tuning runs.
        alpha: one-sided error rate of each.
    """
    if not telling or isinstance(question.test, Identity):
        return []
    return [
        *_without_a_seed(question, telling, alpha),
        *_one_place(question, telling, alpha),
        *_other_margins(question, telling, alpha),
        *_each_rate(question, evidence),
    ]


def _without_a_seed(question: Question, telling: Sequence[Sample], alpha: float) -> Iterator[Check]:
    n = len(telling[0].a)
    for seed in range(n if n >= FEWEST_SEEDS else 0):
        rest = [
            replace(s, a=np.delete(s.a, seed), b=None if s.b is None else np.delete(s.b, seed))
            for s in telling
        ]
        yield _check(
            "seed left out", f"without seed {seed}", decide(rest, question.test, alpha=alpha)
        )


def _one_place(question: Question, telling: Sequence[Sample], alpha: float) -> Iterator[Check]:
    places = dict.fromkeys(sample.place for sample in telling)
    for place in places if len(places) > 1 else ():
        group = [sample for sample in telling if sample.place == place]
        yield _check("place alone", place, decide(group, question.test, alpha=alpha))


def _other_margins(question: Question, telling: Sequence[Sample], alpha: float) -> Iterator[Check]:
    test = question.test
    if isinstance(test, Superior | Equivalent | Faster | Unbeaten):
        for what, factor in FACTORS.items():
            other = replace(test, margin=factor * test.margin)
            yield _check("margin", what, decide(telling, other, alpha=alpha))


def _each_rate(question: Question, evidence: Evidence) -> Iterator[Check]:
    """The same contrast at each rate of the grid, equal on both sides, on the tuning seeds."""
    contrast, tuning = question.contrast, evidence.tuning
    if not isinstance(contrast, Contrast) or tuning.empty:
        return
    if not all(part.as_trained for part in question.contrasts()):  # tuning has no other tests
        return
    own = tuning[tuning["study"] == contrast.study].assign(stage="train")
    for rate, rows in own.groupby("learning_rate"):
        try:
            found = samples(question, Evidence(rows))
        except MissingRunsError:
            continue
        group = [sample for sample in found if sample.silent is None]
        if group and len(group[0].a) > 1:
            decision = decide(group, question.test)
            effect, region = decision.effect.estimate, decision.region
            inside = region.low < effect < region.high
            yield Check(
                kind="learning rate",
                what=f"both at {rate:g}",
                effect=finite(effect),
                verdict="holds" if inside else "does not hold",
            )


def _check(kind: Kind, what: str, decision: Decision) -> Check:
    effect = decision.effect
    return Check(
        kind=kind,
        what=what,
        effect=finite(effect.estimate),
        low=finite(effect.low),
        high=finite(effect.high),
        verdict=decision.verdict,
    )
