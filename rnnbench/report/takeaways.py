"""What to teach instead of a claim that does not hold: sentences from its test and its effect."""

from rnnbench.claims import Question, Readings
from rnnbench.claims.tests import Finding
from rnnbench.judging.verdicts import Answer
from rnnbench.report import prose


def instead(question: Question, answer: Answer) -> str:
    """What the data say where a claim does not hold.

    Args:
        question: the claim's primary question.
        answer: its answer, with an effect.

    Raises:
        ValueError: the answer has no effect.
    """
    if answer.effect is None:
        raise ValueError("a takeaway needs an effect (got an answer without one)")
    a, b = (_named(question, side) for side in (answer.a, answer.b))
    return question.test.refutation(
        Finding(
            a=a,
            b=b,
            unit=answer.unit,
            effect=answer.effect,
            shown=prose.interval(answer),
            high=prose.number(answer.high),
            region=prose.region(answer),
            of_runs=not isinstance(question.contrast, Readings) and question.minus is None,
        )
    )


def _named(question: Question, side: str) -> str:
    """A side, with the axis that it is a value of; cells and arms of probes stand alone."""
    contrast = question.contrast
    if isinstance(contrast, Readings) or contrast.axis == "cell" or not side:
        return side
    return f"{contrast.axis.replace('_', ' ')} {side}"
