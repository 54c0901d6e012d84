"""Layer norm helps where batch norm fails."""

from rnnbench.claims import Claim, Contrast, Question, Superior, Within

SMALL, LARGE = {"variant": ("batch=4",)}, {"variant": ("batch=32",)}

CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="Layer norm suits recurrent nets where batch norm fails: with small batches and on "
    "long test sequences.",
    refuted_by="a score with layer norm that is not above that with batch norm by the margin, with "
    "batches of 4",
    primary=Question(
        Contrast("normalisation", "norm", a=("layer",), b=("batch",), where=SMALL), Superior()
    ),
    secondary={
        "on test sequences of four times the length": Question(
            Contrast("normalisation", "norm", ("layer",), ("batch",), where=LARGE, tested_at=4.0),
            Superior(),
        ),
        "it is no worse than no norm, with batches of 4": Question(
            Contrast("normalisation", "norm", a=("layer",), b=("none",), where=SMALL),
            Within(low=-0.02),
        ),
    },
    notes={
        "holds": "The verdict is about small batches; long test sequences are a question of "
        "their own, beside it.",
        "does not hold": "That layer norm does not depend on the batch does not make its score the "
        "better one: it takes the mean and the size of a whole layer's sums away, which a task "
        "may need. With small batches, try it beside batch norm and beside none.",
    },
)
