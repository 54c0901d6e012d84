"""Weights shared by all time steps need fewer examples and generalise over length."""

from rnnbench.claims import SCORE_MARGIN, Claim, Contrast, Question, Superior, Within

SHARED, OWN = ("shared_weights=True",), ("shared_weights=False",)

CLAIM = Claim(
    section="Training strategies",
    sources=("L4",),
    wording="Weights shared by all time steps need fewer training examples than unshared weights, "
    "and generalise to lengths never seen in training.",
    refuted_by="on few examples, a mean score with shared weights that does not exceed the mean "
    "score with unshared weights by the margin",
    primary=Question(Contrast("weight_sharing", "variant", a=SHARED, b=OWN), Superior()),
    secondary={
        "at twice the training length, shared weights lose no more than the margin": Question(
            Contrast("weight_sharing", "tested_at", a=("2",), b=("1",), where={"variant": SHARED}),
            Within(low=-SCORE_MARGIN),
        ),
    },
    notes={
        "holds": "The verdict covers few examples within a budget. Unshared weights are also "
        "harder to train and may not even fit the few examples. Nets with unshared weights cannot "
        "read longer sequences at all; nets with shared weights can. A secondary question tests "
        "how well they do, and its answer may be negative.",
        "does not hold": "With few examples, shared weights need not score higher at the training "
        "length: over a few steps, a net can cope with unshared weights. Unshared weights cannot "
        "go beyond the training length.",
    },
)
