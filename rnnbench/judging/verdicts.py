"""Verdicts: decide a claim's questions, stratum by stratum and pooled."""

from collections.abc import Sequence

from pydantic import AliasChoices, Field

from rnnbench.claims import Claim, Question, Readings, Test
from rnnbench.claims.tests import Sample
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.interim import ONLY_ANALYSIS, InterimAnalysis
from rnnbench.judging.json_model import JsonModel, Outcome, finite
from rnnbench.judging.pairs import MissingRunsError
from rnnbench.judging.robustness import Check, checks
from rnnbench.judging.samples import samples
from rnnbench.stats.decisions import ALPHA, Decision
from rnnbench.stats.multiplicity import holm


class StratumResult(JsonModel):
    """One stratum of a contrast: a task, and a cell or other axis where these vary."""

    task: str
    """Task with its length, or probe with its place on the axis."""
    held: str
    """Further axes that distinguish it from other strata."""
    a: str
    """Value of the contrast's axis on side A."""
    b: str
    """Value on side B; empty without a side B."""
    mean_a: float | None
    """Mean of side A; null if it is not finite."""
    mean_b: float | None
    """Mean of side B; null also without a side B."""
    n: int
    """Seeds, or instances of an identity."""
    effect: float | None = None
    """Effect in this stratum; null if it has none."""
    low: float | None = None
    """Lower end of the effect's interval; null: unbounded."""
    high: float | None = None
    """Upper end; null: unbounded."""
    verdict: Outcome | None = None
    """Verdict on this stratum, without correction; null if the test needs several strata."""
    uninformative: str | None
    """Why it is evidence neither for nor against the claim; null if it is informative."""


class Answer(JsonModel):
    """The decision on a question."""

    label: str
    """Label of an exploratory question; empty for the primary one."""
    verdict: Outcome
    """Verdict from the interval and the region, after correction."""
    reason: str
    """Reason for the verdict, in words."""
    unit: str
    """Unit of the effect."""
    a: str
    """Side A: values of the contrast's axis, or arms of a probe."""
    b: str
    """Side B; empty without a side B."""
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
    """Lower border of the region that the claim predicts; null: unbounded."""
    region_high: float | None = None
    """Upper border; null: unbounded."""
    p: float | None = None
    """p-value, for all interim analyses together; null for identities."""
    p_adjusted: float | None = None
    """p-value after Holm's correction for all claims; null for exploratory questions."""
    detectable: float | None = None
    """Smallest distance from the region's border that is detected with power 0.8."""
    needed: int | None = None
    """Seeds that decide at this effect with power 0.8; null: none, or more than 1,000."""
    logrank_p: float | None = None
    """p-value of the log-rank test, for times of a single stratum."""
    strata: tuple[StratumResult, ...] = ()
    """All strata."""

    @property
    def informative(self) -> list[StratumResult]:
        """The informative strata."""
        return [stratum for stratum in self.strata if stratum.uninformative is None]


class ClaimVerdict(JsonModel):
    """A claim's verdict: the answer to its primary question, adjusted for all claims' tests."""

    claim: str
    """Name of the claim's file."""
    section: str
    """Section of the report."""
    sources: tuple[str, ...]
    """Lectures that make the claim."""
    wording: str
    """The claim in our words."""
    refuted_by: str
    """An observation that would refute it."""
    contradicts: tuple[str, ...]
    """Claims that are incompatible with it."""
    studies: tuple[str, ...]
    """Studies of its primary question."""
    probes: tuple[str, ...]
    """Probes of its primary question."""
    interim: InterimAnalysis = Field(validation_alias=AliasChoices("interim", "look"))
    """Number of this interim analysis, and number of those declared."""
    primary: Answer
    """Answer to the one confirmatory question."""
    secondary: tuple[Answer, ...] = ()
    """Answers to exploratory questions, not corrected."""
    robustness: tuple[Check, ...] = ()
    """The primary question decided in other ways."""

    @property
    def verdict(self) -> Outcome:
        """The primary question's verdict."""
        return self.primary.verdict

    @property
    def flips(self) -> list[Check]:
        """The checks with the opposite verdict."""
        opposite = {"holds": "does not hold", "does not hold": "holds"}.get(self.primary.verdict)
        return [check for check in self.robustness if check.verdict == opposite]


def judge(
    name: str, claim: Claim, evidence: Evidence, interim: InterimAnalysis = ONLY_ANALYSIS
) -> ClaimVerdict:
    """Decide a claim's questions on the evidence, each at its own error rate.

    Args:
        name: name of the claim.
        claim: the claim.
        evidence: the rows of this analysis, and no others of the claim's studies.
        interim: the interim analysis.
    """
    contrasts = claim.primary.contrasts()
    asked = claim.primary.contrast
    primary, informative = answer("", claim.primary, evidence, interim)
    return ClaimVerdict(
        claim=name,
        section=claim.section,
        sources=claim.sources,
        wording=claim.wording,
        refuted_by=claim.refuted_by,
        contradicts=claim.contradicts,
        studies=tuple(dict.fromkeys(contrast.study for contrast in contrasts)),
        probes=(asked.probe,) if isinstance(asked, Readings) else (),
        primary=primary,
        interim=interim,
        secondary=tuple(
            answer(label, question, evidence, interim)[0]
            for label, question in claim.secondary.items()
        ),
        robustness=tuple(checks(claim.primary, informative, evidence, interim.alpha)),
    )


def not_run(name: str, claim: Claim, why: str) -> ClaimVerdict:
    """The verdict on a claim without runs in the plan."""
    verdict = judge(name, claim, Evidence())
    return _with_primary(verdict, {"reason": why})


def adjust(verdicts: Sequence[ClaimVerdict]) -> list[ClaimVerdict]:
    """Hold all primary questions to one family-wise error rate (Holm).

    A verdict whose adjusted p-value is above ``ALPHA`` becomes undecided, and its reason says so.
    An undecided claim counts with a p-value of at least ``ALPHA``. So decided claims do not depend
    on undecided ones: more seeds for the latter leave the former decided.
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
    label: str, question: Question, evidence: Evidence, interim: InterimAnalysis
) -> tuple[Answer, list[Sample]]:
    """Decide one question, at the level of the interim analysis.

    Returns:
        The answer, and the informative samples that it rests on.
    """
    contrast, test = question.contrast, question.test
    common = {
        "label": label,
        "unit": unit(question),
        "a": ", ".join(contrast.a),
        "b": ", ".join(contrast.b),
        "level": 1 - 2 * interim.alpha,
    }
    try:
        found = samples(question, evidence)
    except MissingRunsError as error:
        return Answer(verdict="not run", reason=str(error), **common), []
    results = tuple(_stratum_result(sample, test, interim) for sample in found)
    informative = [sample for sample in found if sample.uninformative is None]
    if not informative:
        reasons = "; ".join(sorted({str(result.uninformative) for result in results}))
        why = f"no informative stratum: {reasons}"
        return Answer(verdict="undecided", reason=why, strata=results, **common), []
    decision = test.decide(informative, interim.alpha)
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
        p=None if test.exact else interim.overall(decision.p),
        detectable=decision.detectable,
        needed=decision.needed,
        logrank_p=_logrank(test, found),
        strata=results,
        **common,
    )
    return decided, informative


def unit(question: Question, quantity: str = "") -> str:
    """Unit of a question's effect.

    Args:
        question: the question.
        quantity: the probe's quantity in words; by default its name.
    """
    contrast, test = question.contrast, question.test
    what = test.quantity
    if isinstance(contrast, Readings):
        what = quantity or contrast.quantity.replace("_", " ")
        what = f"slope of {what}" if contrast.summary == "slope" else what
        what = f"difference of {what}" if contrast.b else what
    if question.minus is not None:
        what = f"change of {what}"
    return test.unit(what)


def _stratum_result(sample: Sample, test: Test, interim: InterimAnalysis) -> StratumResult:
    decision = None if sample.uninformative else test.decide_alone(sample, interim.alpha)
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
        verdict="undecided" if sample.uninformative else decision.verdict if decision else None,
        uninformative=sample.uninformative,
    )


def _logrank(test: Test, found: Sequence[Sample]) -> float | None:
    """Log-rank p-value of a single stratum of runs; None if there are several, or readings."""
    stratum = found[0].stratum
    if stratum is None or len(found) > 1:
        return None
    p = test.logrank_p(stratum)
    return None if p is None else finite(p)


def _reason(decision: Decision) -> str:
    where = {
        "holds": "the interval lies inside the region that the claim predicts",
        "does not hold": "the interval lies outside the region that the claim predicts",
        "undecided": "the interval crosses the border of the region that the claim predicts",
    }[decision.verdict]
    if decision.verdict != "undecided" or decision.detectable is None:
        return where
    if decision.needed is None:
        return f"{where}; the effect is too close to the margin to decide"
    return f"{where}; at this effect about {decision.needed} seeds would decide"
