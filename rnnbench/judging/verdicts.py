"""Verdicts: a claim's questions decided, stratum by stratum and pooled."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from rnnbench.claims import Claim, Equivalent, Faster, Question, Succeeds, Superior, Test
from rnnbench.judging.outcomes import happened, scores, times, uninformative
from rnnbench.judging.pairs import MissingRunsError, Stratum, strata
from rnnbench.stats import paired, proportions
from rnnbench.stats import times as time_tests
from rnnbench.stats.decisions import ALPHA, Decision
from rnnbench.stats.multiplicity import holm

Outcome = Literal["supported", "refuted", "inconclusive", "not run"]
UNITS = {
    Superior: "score difference",
    Equivalent: "score difference",
    Faster: "ratio of restricted mean times to target",
    Succeeds: "difference of proportions",
}


class Record(BaseModel):
    """Frozen; written to and read from JSON. Infinite bounds are null."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")


class StratumResult(Record):
    """One task (and cell, ...) of a contrast."""

    task: str
    held: str
    a: str
    b: str
    mean_a: float
    mean_b: float
    n: int
    effect: float
    low: float | None
    high: float | None
    verdict: Outcome
    uninformative: str | None


class Answer(Record):
    """A question decided.

    ``effect``, ``low`` and ``high`` pool the informative strata; ``region_low`` and
    ``region_high`` bound the effects that bear the claim out (null: unbounded).
    """

    label: str
    verdict: Outcome
    reason: str
    unit: str
    a: str
    b: str
    n: int = 0
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 1 - 2 * ALPHA
    region_low: float | None = None
    region_high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    detectable: float | None = None
    needed: int | None = None
    logrank_p: float | None = None
    strata: tuple[StratumResult, ...] = ()

    @property
    def telling(self) -> list[StratumResult]:
        """The strata that can tell."""
        return [stratum for stratum in self.strata if stratum.uninformative is None]


class ClaimVerdict(Record):
    """A claim's verdict: its primary question's answer, adjusted for all claims' tests."""

    claim: str
    section: str
    sources: tuple[str, ...]
    wording: str
    refuted_by: str
    study: str
    primary: Answer
    secondary: tuple[Answer, ...] = ()

    @property
    def verdict(self) -> Outcome:
        """The primary question's verdict."""
        return self.primary.verdict


def judge(name: str, claim: Claim, runs: pd.DataFrame) -> ClaimVerdict:
    """Decide a claim's questions on the runs at hand, each at its own error rate."""
    return ClaimVerdict(
        claim=name,
        section=claim.section,
        sources=claim.sources,
        wording=claim.wording,
        refuted_by=claim.refuted_by,
        study=claim.primary.contrast.study,
        primary=answer("", claim.primary, runs),
        secondary=tuple(answer(label, q, runs) for label, q in claim.secondary.items()),
    )


def not_run(name: str, claim: Claim, why: str) -> ClaimVerdict:
    """The verdict on a claim that the plan has no runs for."""
    verdict = judge(name, claim, pd.DataFrame())
    return _with_primary(verdict, {"reason": why})


def adjust(verdicts: Sequence[ClaimVerdict]) -> list[ClaimVerdict]:
    """Hold all primary questions to one family-wise error rate (Holm).

    A verdict whose adjusted p-value is above ``ALPHA`` becomes inconclusive, and says so.
    """
    judged = [v for v in verdicts if v.primary.p is not None]
    adjusted = dict(
        zip(
            (v.claim for v in judged),
            holm([v.primary.p for v in judged if v.primary.p is not None]),
            strict=True,
        )
    )
    return [_adjusted(v, adjusted[v.claim]) if v.claim in adjusted else v for v in verdicts]


def _adjusted(verdict: ClaimVerdict, p: float) -> ClaimVerdict:
    changes: dict[str, object] = {"p_adjusted": p}
    if p > ALPHA and verdict.verdict != "inconclusive":
        changes["verdict"] = "inconclusive"
        changes["reason"] = (
            f"{verdict.verdict} on its own, but not after Holm's correction over all claims"
        )
    return _with_primary(verdict, changes)


def _with_primary(verdict: ClaimVerdict, changes: dict[str, object]) -> ClaimVerdict:
    return verdict.model_copy(update={"primary": verdict.primary.model_copy(update=changes)})


def answer(label: str, question: Question, runs: pd.DataFrame) -> Answer:
    """Decide one question."""
    contrast, test = question.contrast, question.test
    common = {
        "label": label,
        "unit": UNITS[type(test)],
        "a": ", ".join(contrast.a),
        "b": ", ".join(contrast.b),
    }
    if runs.empty:
        return Answer(verdict="not run", reason="no runs", **common)
    try:
        found = strata(runs, contrast)
    except MissingRunsError as error:
        return Answer(verdict="not run", reason=str(error), **common)
    results = tuple(_stratum_result(stratum, test) for stratum in found)
    telling = [s for s, r in zip(found, results, strict=True) if r.uninformative is None]
    if not telling:
        why = "no stratum can tell: " + "; ".join(sorted({str(r.uninformative) for r in results}))
        return Answer(verdict="inconclusive", reason=why, strata=results, **common)
    decision = decide(telling, test)
    effect, region = decision.effect, decision.region
    return Answer(
        verdict=decision.verdict,
        reason=_reason(decision),
        n=decision.n,
        effect=effect.estimate,
        low=_finite(effect.low),
        high=_finite(effect.high),
        region_low=_finite(region.low),
        region_high=_finite(region.high),
        p=decision.p,
        detectable=decision.detectable,
        needed=decision.needed,
        logrank_p=_logrank(telling, test),
        strata=results,
        **common,
    )


def decide(group: Sequence[Stratum], test: Test) -> Decision:
    """Pool strata, seed by seed, and test."""
    if isinstance(test, Succeeds):
        a, b = (
            np.stack([happened(getattr(stratum, side), test.outcome) for stratum in group])
            for side in "ab"
        )
        return proportions.succeeds(a, b)
    if isinstance(test, Faster):
        pairs = [times(stratum, test.cost) for stratum in group]
        mean_a, mean_b = (np.mean([pair[side] for pair in pairs], axis=0) for side in (0, 1))
        return time_tests.faster(mean_a, mean_b, test.margin)
    differences = np.mean([scores(s.a) - scores(s.b) for s in group], axis=0)
    if isinstance(test, Equivalent):
        return paired.equivalent(differences, test.margin)
    return paired.superior(differences, test.margin)


def _stratum_result(stratum: Stratum, test: Test) -> StratumResult:
    decision = decide([stratum], test)
    if isinstance(test, Succeeds):
        mean_a, mean_b = (happened(rows, test.outcome).mean() for rows in (stratum.a, stratum.b))
    elif isinstance(test, Faster):
        mean_a, mean_b = (side.mean() for side in times(stratum, test.cost))
    else:
        mean_a, mean_b = scores(stratum.a).mean(), scores(stratum.b).mean()
    why = uninformative(stratum, test)
    return StratumResult(
        task=stratum.task,
        held=", ".join(
            str(value)
            for axis, value in stratum.axes.items()
            if axis in ("cell", "learning_rate") and axis != stratum.axis
        ),
        a=stratum.names[0],
        b=stratum.names[1],
        mean_a=float(mean_a),
        mean_b=float(mean_b),
        n=decision.n,
        effect=decision.effect.estimate,
        low=_finite(decision.effect.low),
        high=_finite(decision.effect.high),
        verdict="inconclusive" if why else decision.verdict,
        uninformative=why,
    )


def _logrank(group: Sequence[Stratum], test: Test) -> float | None:
    """Log-rank p-value, if there is a single stratum to give one for."""
    if not isinstance(test, Faster) or len(group) != 1:
        return None
    (stratum,) = group
    column = f"{test.cost}_to_target"
    horizon = float(min(stratum.a["budget"].min(), stratum.b["budget"].min()))
    a, b = (rows[column].to_numpy(float) for rows in (stratum.a, stratum.b))
    return time_tests.logrank(a, b, horizon)


def _reason(decision: Decision) -> str:
    where = {
        "supported": "the interval lies inside the region that the claim predicts",
        "refuted": "the interval lies outside the region that the claim predicts",
        "inconclusive": "the interval crosses the border of the region that the claim predicts",
    }[decision.verdict]
    if decision.verdict == "inconclusive" and decision.needed is not None:
        where += f"; at this effect about {decision.needed} seeds would decide"
    return where


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
