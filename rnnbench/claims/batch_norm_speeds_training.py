"""Batch norm speeds up training."""

from rnnbench.claims import Claim, Contrast, Faster, Question, Readings, Superior

CONTRAST = Contrast(
    "normalisation", "norm", a=("batch",), b=("none",), where={"variant": ("batch=32",)}
)

CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="Batch norm makes the loss easier to optimise, so training is faster.",
    refuted_by="a restricted mean time to target that is not shorter by at least the margin than "
    "without a norm",
    primary=Question(CONTRAST, Faster("updates")),
    secondary={
        "batch norm ends at a higher score": Question(CONTRAST, Superior()),
        "the gradient changes less along its own direction, by a tenth": Question(
            Readings("gradient_smoothness", "roughness", a=("none",), b=("batch",)),
            Superior(margin=0.1),
        ),
    },
    notes={
        "does not hold": "In recurrent nets batch norm does not reliably speed up training. The "
        "recurrence carries the memory, and batch statistics add noise at each of its steps. Gains "
        "in feed-forward nets do not transfer automatically.",
    },
)
