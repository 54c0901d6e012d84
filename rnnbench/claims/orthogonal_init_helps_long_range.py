"""Orthogonal recurrent initialisation fights vanishing gradients."""

from rnnbench.claims import Claim, Contrast, Faster, Question, Succeeds

CONTRAST = Contrast(
    "core",
    "init",
    a=("orthogonal",),
    b=("small_random",),
    where={"cell": ("vanilla", "lstm", "gru")},
    long_range=True,
)

CLAIM = Claim(
    section="Initialisation",
    sources=("L1",),
    wording="Orthogonal recurrent initialisation fights vanishing gradients: long-range "
    "dependencies are learned more often than from small random weights.",
    refuted_by="nets from small random weights that reach the target more often",
    primary=Question(CONTRAST, Succeeds("reached")),
    secondary={"orthogonal weights make training faster": Question(CONTRAST, Faster("updates"))},
)
