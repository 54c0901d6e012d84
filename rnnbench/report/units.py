"""What effects on readings are, in the probes' own words rather than by the names of quantities."""

from collections.abc import Mapping

from rnnbench.claims import Claim, Question, Readings
from rnnbench.components import discovery
from rnnbench.judging.verdicts import Answer, ClaimVerdict, unit
from rnnbench.probes import Probe


def described(verdict: ClaimVerdict, claims: Mapping[str, Claim]) -> ClaimVerdict:
    """The verdict with units that say what was measured; as it is if its claim is not at hand."""
    claim = claims.get(verdict.claim)
    if claim is None:
        return verdict
    secondary = (_answer(answer, claim.secondary.get(answer.label)) for answer in verdict.secondary)
    changes = {"primary": _answer(verdict.primary, claim.primary), "secondary": tuple(secondary)}
    return verdict.model_copy(update=changes)


def quantity(asked: Readings) -> str:
    """What readings are of, and against what, if their slope is asked for."""
    probe: type[Probe] = discovery.load("probes", asked.probe)
    words = probe.quantities[asked.quantity]
    return f"{words} against {probe.axes[asked.quantity]}" if asked.summary == "slope" else words


def _answer(answer: Answer, question: Question | None) -> Answer:
    if question is None or not isinstance(question.contrast, Readings):
        return answer
    return answer.model_copy(update={"unit": unit(question, quantity(question.contrast))})
