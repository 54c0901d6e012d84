"""Robustness: the verdict with a seed or a place left out, another margin, or one learning rate."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from rnnbench.claims import Contrast, Question
from rnnbench.claims.tests import Sample
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.json_model import JsonModel, Outcome, finite
from rnnbench.judging.pairs import MissingRunsError
from rnnbench.judging.samples import samples
from rnnbench.stats.decisions import Decision

Kind = Literal["seed left out", "place alone", "margin", "learning rate"]
FACTORS = {"half the margin": 0.5, "twice the margin": 2.0}
FEWEST_SEEDS = 4
"""Seeds are left out, one at a time, from this number of seeds on."""


class Check(JsonModel):
    """A claim's primary question decided in another way.

    A single learning rate has only the few tuning seeds, so there is no interval; the verdict is
    the side of the region's border on which the effect lies.
    """

    kind: Kind
    """Kind of change."""
    what: str
    """The change."""
    effect: float | None
    """Effect after the change."""
    low: float | None = None
    """Lower end of its interval; null: unbounded, or none."""
    high: float | None = None
    """Upper end, likewise."""
    verdict: Outcome
    """Verdict after the change, without correction."""


def checks(
    question: Question, informative: Sequence[Sample], evidence: Evidence, alpha: float
) -> list[Check]:
    """All checks of a decided question; none for an exact test.

    Args:
        question: a claim's primary question.
        informative: its informative samples; without any there are no checks.
        evidence: what they are from, with the tuning runs.
        alpha: one-sided error rate of each check.
    """
    if not informative or question.test.exact:
        return []
    return [
        *_without_a_seed(question, informative, alpha),
        *_one_place(question, informative, alpha),
        *_other_margins(question, informative, alpha),
        *_each_rate(question, evidence),
    ]


def _without_a_seed(
    question: Question, informative: Sequence[Sample], alpha: float
) -> Iterator[Check]:
    n = len(informative[0].a)
    for seed in range(n if n >= FEWEST_SEEDS else 0):
        rest = [
            replace(s, a=np.delete(s.a, seed), b=None if s.b is None else np.delete(s.b, seed))
            for s in informative
        ]
        yield _check("seed left out", f"without seed {seed}", question.test.decide(rest, alpha))


def _one_place(question: Question, informative: Sequence[Sample], alpha: float) -> Iterator[Check]:
    places = dict.fromkeys(sample.place for sample in informative)
    for place in places if len(places) > 1 else ():
        group = [sample for sample in informative if sample.place == place]
        yield _check("place alone", place, question.test.decide(group, alpha))


def _other_margins(
    question: Question, informative: Sequence[Sample], alpha: float
) -> Iterator[Check]:
    for what, factor in FACTORS.items():
        other = question.test.scaled(factor)
        if other is not None:
            yield _check("margin", what, other.decide(informative, alpha))


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
        group = [sample for sample in found if sample.uninformative is None]
        if group and len(group[0].a) > 1:
            decision = question.test.decide(group)
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
