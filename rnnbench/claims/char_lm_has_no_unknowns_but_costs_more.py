"""Models of characters never meet an unknown token, but cost more than models of words."""

import math

from rnnbench.claims import TIME_MARGIN, Claim, Identity, Question, Readings, Superior

DEARER = -math.log(1 - TIME_MARGIN)


def _cost(quantity: str) -> Question:
    return Question(
        Readings("token_cost", quantity, a=("characters",), b=("words",)), Superior(DEARER)
    )


CLAIM = Claim(
    section="Language modelling",
    sources=("L2",),
    wording="A language model of characters never meets an unknown token, but costs more than one "
    "of words.",
    refuted_by="training on a character of text that does not take a model of characters longer "
    "than one of words by the margin",
    primary=_cost("log_time"),
    secondary={
        "in floating-point operations": _cost("log_flops"),
        "no character is unknown": Question(
            Readings("token_cost", "unknown", a=("characters",)), Identity()
        ),
        "some words are": Question(Readings("token_cost", "unknown", a=("words",)), Superior()),
    },
    notes={
        "does not hold": "Which model costs more is a matter of sizes: characters take several steps for "
        "each word, but words take an answer over their whole vocabulary at each step, and an "
        "update of its weights. In operations characters are dearer where the net is large beside "
        "that vocabulary; in time also where it is so small that a step costs the same whatever it "
        "computes.",
        "holds": "This is a matter of sizes: characters take several steps for each word, "
        "words an answer over their whole vocabulary at each step. A small net with a large "
        "vocabulary turns it round.",
    },
)
