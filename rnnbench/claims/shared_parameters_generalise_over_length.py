"""Weights that all time steps share need fewer examples, and suit other lengths."""

from rnnbench.claims import SCORE_MARGIN, Claim, Contrast, Question, Superior, Within

SHARED, OWN = ("shared_weights=True",), ("shared_weights=False",)

CLAIM = Claim(
    section="Training strategies",
    sources=("L4",),
    wording="One transition that all time steps share needs fewer training examples than a net "
    "with weights of its own for every step, and generalises to lengths never seen in training.",
    refuted_by="on few examples, a mean score with shared weights that does not exceed the one "
    "with weights of each step's own by the margin",
    primary=Question(Contrast("weight_sharing", "variant", a=SHARED, b=OWN), Superior()),
    secondary={
        "at twice the training length it loses no more than the margin": Question(
            Contrast("weight_sharing", "tested_at", a=("2",), b=("1",), where={"variant": SHARED}),
            Within(low=-SCORE_MARGIN),
        ),
    },
    notes={
        "holds": "The verdict is about few examples within a budget: weights of each step's "
        "own are also harder to train, and may not even fit the few examples that there are. A net "
        "that has them cannot read longer sequences at all, one with shared weights can; how well "
        "it does is a question of its own, beside it, and may be answered by no.",
        "does not hold": "With few examples shared weights need not score better at the training length: "
        "over a few steps, weights of each step's own are a burden that a net can bear. Their "
        "limit is that they end where training did.",
    },
)
