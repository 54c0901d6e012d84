"""Layer norm helps where batch norm fails."""

from rnnbench.claims import Claim, Contrast, Question, Superior, Within

SMALL, LARGE = {"variant": ("batch=4",)}, {"variant": ("batch=32",)}

CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="Layer norm suits recurrent nets where batch norm fails: with small batches and on "
    "long test sequences.",
    refuted_by="with batches of 4, a score with layer norm that does not exceed the score with "
    "batch norm by the margin",
    primary=Question(
        Contrast("normalisation", "norm", a=("layer",), b=("batch",), where=SMALL), Superior()
    ),
    secondary={
        "on test sequences four times as long": Question(
            Contrast("normalisation", "norm", ("layer",), ("batch",), where=LARGE, tested_at=4.0),
            Superior(),
        ),
        "with batches of 4, layer norm is no worse than no norm": Question(
            Contrast("normalisation", "norm", a=("layer",), b=("none",), where=SMALL),
            Within(low=-0.02),
        ),
    },
    notes={
        "holds": "The verdict covers small batches. A secondary question tests long sequences.",
        "does not hold": "Independence of the batch does not by itself give layer norm the higher "
        "score. It removes the mean and the scale of a layer's pre-activations, which a task may "
        "need. With small batches, compare it with batch norm and with no norm.",
    },
)
