"""Units of effects on readings in the words of probes, not the names of quantities."""

from collections.abc import Mapping

from rnnbench.claims import Claim, Question, Readings
from rnnbench.judging.verdicts import Answer, ClaimVerdict, unit
from rnnbench.plan.plan import ProbeFacts


def described(
    verdict: ClaimVerdict, claims: Mapping[str, Claim], probes: Mapping[str, ProbeFacts]
) -> ClaimVerdict:
    """The verdict with units in words; unchanged if its claim is unknown."""
    claim = claims.get(verdict.claim)
    if claim is None:
        return verdict
    secondary = (
        _answer(answer, claim.secondary.get(answer.label), probes) for answer in verdict.secondary
    )
    primary = _answer(verdict.primary, claim.primary, probes)
    return verdict.model_copy(update={"primary": primary, "secondary": tuple(secondary)})


def quantity(asked: Readings, probes: Mapping[str, ProbeFacts]) -> str:
    """The measured quantity in words, and the axis of its slope if judged; empty if unknown."""
    if asked.probe not in probes:
        return ""
    probe = probes[asked.probe]
    words = probe.quantities[asked.quantity]
    return f"{words} against {probe.axes[asked.quantity]}" if asked.summary == "slope" else words


def _answer(answer: Answer, question: Question | None, probes: Mapping[str, ProbeFacts]) -> Answer:
    if question is None or not isinstance(question.contrast, Readings):
        return answer
    return answer.model_copy(update={"unit": unit(question, quantity(question.contrast, probes))})
