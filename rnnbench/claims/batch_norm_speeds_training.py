"""Batch norm makes training faster."""

from rnnbench.claims import Claim, Contrast, Faster, Question, Readings, Superior

CONTRAST = Contrast(
    "normalisation", "norm", a=("batch",), b=("none",), where={"variant": ("batch=32",)}
)

CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="Batch norm makes the loss easier to descend, so training is faster.",
    refuted_by="a restricted mean time to target that is less than the margin below that without "
    "norm",
    primary=Question(CONTRAST, Faster("updates")),
    secondary={
        "it ends at the better score": Question(CONTRAST, Superior()),
        "the gradient changes less along its own direction, by a tenth": Question(
            Readings("gradient_smoothness", "roughness", a=("none",), b=("batch",)),
            Superior(margin=0.1),
        ),
    },
    notes={
        "does not hold": "In recurrent nets batch norm does not reliably speed training up: it puts "
        "the noise of each batch into every step of the loop that carries the memory. Its gains "
        "in feed-forward nets do not carry over by themselves.",
    },
)
