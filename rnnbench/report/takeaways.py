"""What to teach instead of a claim that did not hold: sentences made from its test and effect."""

from rnnbench.claims import (
    Equivalent,
    Faster,
    Identity,
    Question,
    Ranks,
    Readings,
    Succeeds,
    Superior,
    Unbeaten,
)
from rnnbench.judging.verdicts import Answer
from rnnbench.report import prose

HAPPENS = {"reached": "learn the task", "survived": "survive", "diverged": "diverge"}


def instead(question: Question, answer: Answer) -> str:
    """What the data say where a claim was refuted.

    Args:
        question: the claim's primary question.
        answer: its answer, refuted, with an effect.
    """
    if answer.effect is None:
        raise ValueError("a claim without an effect teaches nothing")
    a, b = (_named(question, side) for side in (answer.a, answer.b))
    effect = answer.effect
    shown = prose.interval(answer)
    of_scores = not isinstance(question.contrast, Readings) and question.minus is None
    match question.test:
        case Identity():
            return f"It is violated, by up to {prose.number(effect)} ({a})."
        case Ranks(first=first):
            return (
                f"{', '.join(first)} {'does' if len(first) == 1 else 'do'} not stand out: "
                f"the {answer.unit} is {shown}."
            )
        case Unbeaten():
            return f"Something of {a} does better than {b}: the {answer.unit} is {shown}."
        case Faster():
            return f"{a} takes {shown} times as long as {b} to reach the target."
        case Succeeds(outcome=outcome):
            often = "more" if effect > 0 else "less"
            return (
                f"Runs of {a} {HAPPENS[outcome]} {often} often than those of {b}: "
                f"the share differs by {shown}."
            )
        case Equivalent() if of_scores:
            return f"{_scores(a, b, effect)}: the difference is {shown}."
        case Superior(of="score", margin=margin) if of_scores:
            if effect > 0:
                return (
                    f"{a} scores at most {prose.number(answer.high)} more than {b}, "
                    f"less than the {prose.number(margin)} that matters."
                )
            return f"{_scores(a, b, effect)}: the difference is {shown}."
    sides = f", {a} against {b}," if b else f" of {a}"
    return f"The {answer.unit}{sides} is {shown}, not {prose.region(answer)}."


def _named(question: Question, side: str) -> str:
    """A side, with the axis that it is a value of; cells and arms of probes stand alone."""
    contrast = question.contrast
    if isinstance(contrast, Readings) or contrast.axis == "cell" or not side:
        return side
    return f"{contrast.axis.replace('_', ' ')} {side}"


def _scores(a: str, b: str, effect: float) -> str:
    return f"{a} scores {'more' if effect > 0 else 'less'} than {b}"
