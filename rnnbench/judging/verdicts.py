"""Verdicts: a claim's questions decided, stratum by stratum and pooled."""

from collections.abc import Sequence

from rnnbench.claims import (
    Claim,
    Faster,
    Identity,
    Question,
    Readings,
    Succeeds,
    Superior,
    Test,
)
from rnnbench.judging.deciding import alone, decide
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.interim import ONLY, Look
from rnnbench.judging.outcomes import horizon, times_to_target
from rnnbench.judging.pairs import MissingRunsError
from rnnbench.judging.records import Outcome, Record, finite
from rnnbench.judging.robustness import Check, checks
from rnnbench.judging.samples import Sample, samples
from rnnbench.stats import times as time_tests
from rnnbench.stats.decisions import ALPHA, Decision
from rnnbench.stats.multiplicity import holm


class StratumResult(Record):
    """One task (and cell, ...) of a contrast."""

    task: str
    """Task with its length, or probe with its place on the axis."""
    held: str
    """What else tells it from other strata."""
    a: str
    """Value of the contrast's axis on side A."""
    b: str
    """That on side B; empty if there is none."""
    mean_a: float | None
    """Mean of side A; null if it is not finite."""
    mean_b: float | None
    """Mean of side B; null also if there is none."""
    n: int
    """Seeds, or instances of an identity."""
    effect: float | None = None
    """Its own effect; null if it has none."""
    low: float | None = None
    """Lower end of the effect's interval; null: unbounded."""
    high: float | None = None
    """Upper end; null: unbounded."""
    verdict: Outcome | None = None
    """Its verdict alone, without correction; null if the test has none for a single stratum."""
    uninformative: str | None
    """Why it cannot speak for or against the claim; null if it can."""


class Answer(Record):
    """A question decided."""

    label: str
    """Label of an exploratory question; empty for the primary one."""
    verdict: Outcome
    """What the interval against the region, after correction, says."""
    reason: str
    """Why, in words."""
    unit: str
    """What the effect is."""
    a: str
    """Side A: values of the contrast's axis, or arms of a probe."""
    b: str
    """Side B; empty if there is none."""
    n: int = 0
    """Seeds, or instances of an identity."""
    effect: float | None = None
    """Over all informative strata; null if there is none."""
    low: float | None = None
    """Lower end of the effect's interval; null: unbounded."""
    high: float | None = None
    """Upper end; null: unbounded."""
    level: float
    """Level of all intervals."""
    region_low: float | None = None
    """Lower border of what the claim predicts; null: unbounded."""
    region_high: float | None = None
    """Upper border; null: unbounded."""
    p: float | None = None
    """p-value, for all looks together; null for identities."""
    p_adjusted: float | None = None
    """p-value after Holm's correction for all claims; null for exploratory questions."""
    detectable: float | None = None
    """Smallest distance from the region's border that would be seen with power 0.8."""
    needed: int | None = None
    """Seeds that would decide at this effect, with power 0.8."""
    logrank_p: float | None = None
    """p-value of the log-rank test, where times of a single stratum are compared."""
    strata: tuple[StratumResult, ...] = ()
    """One by one."""

    @property
    def telling(self) -> list[StratumResult]:
        """The strata that can tell."""
        return [stratum for stratum in self.strata if stratum.uninformative is None]


class ClaimVerdict(Record):
    """A claim's verdict: its primary question's answer, adjusted for all claims' tests."""

    claim: str
    """Name of the claim's file."""
    section: str
    """Section of the report."""
    sources: tuple[str, ...]
    """Lectures that say it."""
    wording: str
    """What they say, in our words."""
    refuted_by: str
    """What would refute it."""
    contradicts: tuple[str, ...]
    """Claims that cannot hold beside it."""
    studies: tuple[str, ...]
    """Studies that its primary question looks at."""
    probes: tuple[str, ...]
    """Probes that it looks at."""
    look: Look
    """Which look at the data it was, and how many were declared."""
    primary: Answer
    """The one confirmatory question, decided."""
    secondary: tuple[Answer, ...] = ()
    """Exploratory questions, not corrected."""
    robustness: tuple[Check, ...] = ()
    """The primary question decided in other ways."""

    @property
    def verdict(self) -> Outcome:
        """The primary question's verdict."""
        return self.primary.verdict

    @property
    def flips(self) -> list[Check]:
        """The checks that come out the other way round."""
        opposite = {"holds": "does not hold", "does not hold": "holds"}.get(self.primary.verdict)
        return [check for check in self.robustness if check.verdict == opposite]


def judge(name: str, claim: Claim, evidence: Evidence, look: Look = ONLY) -> ClaimVerdict:
    """Decide a claim's questions on what is at hand, each at its own error rate.

    Args:
        name: of the claim.
        claim: it.
        evidence: the rows that this look sees, and no others of the studies that it is about.
        look: which look at the claim's data this is.
    """
    contrasts = claim.primary.contrasts()
    looked_at = claim.primary.contrast
    primary, telling = answer("", claim.primary, evidence, look)
    return ClaimVerdict(
        claim=name,
        section=claim.section,
        sources=claim.sources,
        wording=claim.wording,
        refuted_by=claim.refuted_by,
        contradicts=claim.contradicts,
        studies=tuple(dict.fromkeys(contrast.study for contrast in contrasts)),
        probes=(looked_at.probe,) if isinstance(looked_at, Readings) else (),
        primary=primary,
        look=look,
        secondary=tuple(
            answer(label, question, evidence, look)[0]
            for label, question in claim.secondary.items()
        ),
        robustness=tuple(checks(claim.primary, telling, evidence, look.alpha)),
    )


def not_run(name: str, claim: Claim, why: str) -> ClaimVerdict:
    """The verdict on a claim that the plan has no runs for."""
    verdict = judge(name, claim, Evidence())
    return _with_primary(verdict, {"reason": why})


def adjust(verdicts: Sequence[ClaimVerdict]) -> list[ClaimVerdict]:
    """Hold all primary questions to one family-wise error rate (Holm).

    A verdict whose adjusted p-value is above ``ALPHA`` becomes inconclusive, and says so. A claim
    that its interval leaves undecided counts with a p-value of ``ALPHA`` or more. Then no decided
    claim depends on how undecided ones go on: more seeds for these leave it decided.
    """
    p_values = {v.claim: _p_value(v.primary) for v in verdicts if v.primary.p is not None}
    adjusted = dict(zip(p_values, holm(list(p_values.values())), strict=True))
    return [_adjusted(v, adjusted[v.claim]) if v.claim in adjusted else v for v in verdicts]


def _p_value(primary: Answer) -> float:
    p = 1.0 if primary.p is None else primary.p
    return max(p, ALPHA) if primary.verdict == "undecided" else p


def _adjusted(verdict: ClaimVerdict, p: float) -> ClaimVerdict:
    changes: dict[str, object] = {"p_adjusted": p}
    if p > ALPHA and verdict.verdict != "undecided":
        changes["verdict"] = "undecided"
        changes["reason"] = (
            f"{verdict.verdict} on its own, but not after Holm's correction over all claims"
        )
    return _with_primary(verdict, changes)


def _with_primary(verdict: ClaimVerdict, changes: dict[str, object]) -> ClaimVerdict:
    return verdict.model_copy(update={"primary": verdict.primary.model_copy(update=changes)})


def answer(
    label: str, question: Question, evidence: Evidence, look: Look
) -> tuple[Answer, list[Sample]]:
    """Decide one question, at the level of the look.

    Returns:
        The answer, and the samples that it rests on: those that can tell.
    """
    contrast, test = question.contrast, question.test
    common = {
        "label": label,
        "unit": unit(question),
        "a": ", ".join(contrast.a),
        "b": ", ".join(contrast.b),
        "level": 1 - 2 * look.alpha,
    }
    try:
        found = samples(question, evidence)
    except MissingRunsError as error:
        return Answer(verdict="not run", reason=str(error), **common), []
    results = tuple(_stratum_result(sample, question, look) for sample in found)
    telling = [sample for sample in found if sample.silent is None]
    if not telling:
        why = "no stratum can tell: " + "; ".join(sorted({str(r.uninformative) for r in results}))
        return Answer(verdict="undecided", reason=why, strata=results, **common), []
    decision = decide(telling, test, alpha=look.alpha)
    effect, region = decision.effect, decision.region
    decided = Answer(
        verdict=decision.verdict,
        reason=_reason(decision),
        n=decision.n,
        effect=finite(effect.estimate),
        low=finite(effect.low),
        high=finite(effect.high),
        region_low=finite(region.low),
        region_high=finite(region.high),
        p=None if isinstance(test, Identity) else look.overall(decision.p),
        detectable=decision.detectable,
        needed=decision.needed,
        logrank_p=_logrank(test, found),
        strata=results,
        **common,
    )
    return decided, telling


def unit(question: Question, quantity: str = "") -> str:
    """What the effect of a question is; ``quantity`` may say in words what readings are of."""
    contrast, test = question.contrast, question.test
    match test:
        case Faster():
            what = "ratio of restricted mean times to target"
        case Succeeds():
            what = "difference of proportions"
        case Identity():
            what = "largest violation"
        case Superior() if test.of != "score":
            what = f"difference of {test.of.replace('_', ' ')}"
        case _:
            what = "score difference"
    if isinstance(contrast, Readings) and not isinstance(test, Identity):
        what = quantity or contrast.quantity.replace("_", " ")
        what = f"slope of {what}" if contrast.summary == "slope" else what
        what = f"difference of {what}" if contrast.b else what
    if question.minus is not None:
        what = f"change of {what}"
    return {"Ranks": f"smallest lead in {what}", "Unbeaten": f"greatest {what}"}.get(
        type(test).__name__, what
    )


def _stratum_result(sample: Sample, question: Question, look: Look) -> StratumResult:
    decision = None if sample.silent else alone(sample, question.test, alpha=look.alpha)
    effect = decision.effect if decision else None
    return StratumResult(
        task=sample.place,
        held=sample.held,
        a=sample.names[0],
        b=sample.names[1],
        mean_a=finite(float(sample.a.mean())),
        mean_b=None if sample.b is None else finite(float(sample.b.mean())),
        n=len(sample.a),
        effect=finite(effect.estimate) if effect else None,
        low=finite(effect.low) if effect else None,
        high=finite(effect.high) if effect else None,
        verdict="undecided" if sample.silent else decision.verdict if decision else None,
        uninformative=sample.silent,
    )


def _logrank(test: Test, found: Sequence[Sample]) -> float | None:
    """Log-rank p-value, if there is a single stratum of runs to give one for."""
    stratum = found[0].stratum
    if not isinstance(test, Faster) or stratum is None or len(found) > 1:
        return None
    a, b = times_to_target(stratum, test.cost)
    return finite(time_tests.logrank(a, b, horizon(stratum, test.cost)))


def _reason(decision: Decision) -> str:
    where = {
        "holds": "the interval lies inside the region that the claim predicts",
        "does not hold": "the interval lies outside the region that the claim predicts",
        "undecided": "the interval crosses the border of the region that the claim predicts",
    }[decision.verdict]
    if decision.verdict == "undecided" and decision.needed is not None:
        where += f"; at this effect about {decision.needed} seeds would decide"
    return where
