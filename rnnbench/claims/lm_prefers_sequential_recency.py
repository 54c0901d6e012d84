"""Language models follow the nearest noun rather than the subject of the verb."""

from rnnbench.claims import Claim, Question, Readings, Superior

CELLS = ("vanilla", "lstm", "gru")
BOTH, ONE = "both rules fit", "one rule fits"


def _errors(*arms: str) -> Readings:
    return Readings("agreement_errors", "error", a=arms, summary="slope")


CLAIM = Claim(
    section="Language modelling",
    sources=("L3",),
    wording="Recurrent language models follow the nearest noun rather than the subject: the more "
    "nouns of the other number come between subject and verb, the more often the verb is wrong.",
    refuted_by="in nets whose training sentences fit both rules, an error rate on the verb that "
    "does not rise by more than the margin with each such noun",
    primary=Question(_errors(*(f"{cell}, {BOTH}" for cell in CELLS)), Superior()),
    secondary={
        "also where training sentences fit only agreement with the subject": Question(
            _errors(*(f"{cell}, {ONE}" for cell in CELLS)), Superior()
        ),
        "errors rise more in vanilla RNNs than in gated cells": Question(
            Readings(
                "agreement_errors",
                "error",
                a=(f"vanilla, {BOTH}",),
                b=(f"lstm, {BOTH}", f"gru, {BOTH}"),
                summary="slope",
            ),
            Superior(),
        ),
        "also in language models of real text, on real sentences": Question(
            Readings("natural_agreement", "error", a=("vanilla", "lstm"), summary="slope"),
            Superior(),
        ),
    },
    notes={
        "holds": "The training sentences fit both rules, so the result shows what nets prefer, not "
        "what they can learn. A secondary question uses training sentences that fit only agreement "
        "with the subject. On real sentences, nets of this size may do hardly better than chance, "
        "and then that question is weak evidence.",
        "does not hold": "Recurrent language models do not follow the nearest noun by default, "
        "even where the training sentences fit both the nearest noun and the subject.",
    },
)
