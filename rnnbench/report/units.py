"""Units of effects on readings in the words of probes, not the names of quantities."""

from collections.abc import Mapping

from rnnbench.claims import Claim, Question, Readings
from rnnbench.components import discovery
from rnnbench.judging.verdicts import Answer, ClaimVerdict, unit
from rnnbench.probes import Probe


def described(verdict: ClaimVerdict, claims: Mapping[str, Claim]) -> ClaimVerdict:
    """The verdict with units in words; unchanged if its claim is unknown."""
    claim = claims.get(verdict.claim)
    if claim is None:
        return verdict
    secondary = (_answer(answer, claim.secondary.get(answer.label)) for answer in verdict.secondary)
    changes = {"primary": _answer(verdict.primary, claim.primary), "secondary": tuple(secondary)}
    return verdict.model_copy(update=changes)


def quantity(asked: Readings) -> str:
    """The measured quantity in words, and the axis of its slope if a claim is about that."""
    probe: type[Probe] = discovery.load("probes", asked.probe)
    words = probe.quantities[asked.quantity]
    return f"{words} against {probe.axes[asked.quantity]}" if asked.summary == "slope" else words


def _answer(answer: Answer, question: Question | None) -> Answer:
    if question is None or not isinstance(question.contrast, Readings):
        return answer
    return answer.model_copy(update={"unit": unit(question, quantity(question.contrast))})
