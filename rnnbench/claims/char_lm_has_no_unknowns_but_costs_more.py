"""Character models never meet an unknown token but cost more than word models."""

import math

from rnnbench.claims import TIME_MARGIN, Claim, Identity, Question, Readings, Superior

COSTLIER = -math.log(1 - TIME_MARGIN)


def _cost(quantity: str) -> Question:
    return Question(
        Readings("token_cost", quantity, a=("characters",), b=("words",)), Superior(COSTLIER)
    )


CLAIM = Claim(
    section="Language modelling",
    sources=("L2",),
    wording="A character-level language model never meets an unknown token but costs more than a "
    "word-level one.",
    refuted_by="a training time per character of text that is not longer, by the margin, for a "
    "character model than for a word model",
    primary=_cost("log_time"),
    secondary={
        "in floating-point operations": _cost("log_flops"),
        "no character is unknown": Question(
            Readings("token_cost", "unknown", a=("characters",)), Identity()
        ),
        "some words are unknown": Question(
            Readings("token_cost", "unknown", a=("words",)), Superior()
        ),
    },
    notes={
        "does not hold": "Which model costs more depends on the sizes. A character model takes "
        "several steps for each word. A word model computes an output over its whole vocabulary at "
        "each step and updates the weights of that output layer. In operations, characters cost "
        "more where the net is large relative to the vocabulary. In time, they also cost more "
        "where the net is so small that its size no longer affects the time of a step.",
        "holds": "Which model costs more depends on the sizes. A character model takes several "
        "steps for each word. A word model computes an output over its whole vocabulary at each "
        "step. With a small net and a large vocabulary the order reverses.",
    },
)
