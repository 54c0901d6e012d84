"""A penalty on the recurrent weights keeps their spectral radius and the gradient small."""

from rnnbench.claims import Claim, Contrast, Equivalent, Question, Succeeds, Superior

UNCLIPPED = {"clip": ("none",), "init": ("orthogonal",), "cell": ("vanilla", "relu_rnn")}
WITHOUT = Contrast("penalties", "penalty", a=("none",), b=("l1", "l2"), where=UNCLIPPED)
WITH = Contrast("penalties", "penalty", a=("l1", "l2"), b=("none",), where=UNCLIPPED)

NOTE = (
    "The verdict rests on the spectral radius alone, and a penalty shrinks it whether or not the "
    "net learns anything. Secondary questions test the gradient and the cost in score."
)

CLAIM = Claim(
    section="Exploding gradients",
    sources=("L1",),
    wording="An L1 or L2 penalty on the recurrent weights keeps their spectral radius small, and "
    "with it the gradient.",
    refuted_by="a spectral radius without penalty that does not exceed the radius with a penalty "
    "by the margin",
    # At a radius of 1 a linear net turns from decay to growth; a twentieth of it shows in 20 steps.
    primary=Question(WITHOUT, Superior(margin=0.05, of="recurrent_radius")),
    secondary={
        "the gradient, including the part of the penalty, is smaller, too": Question(
            WITHOUT, Superior(margin=0.1, of="gradient_norm_mean")
        ),
        "fewer runs diverge": Question(WITH, Succeeds("survived")),
        "it costs nothing in score": Question(WITH, Equivalent()),
    },
    notes={
        "holds": NOTE,
        "undecided": "Without clipping, the weights of a few nets blow up, mainly of relu nets. "
        "Their radii dominate the mean and its interval. Read the result by cell: where no run "
        "blows up, the interval is narrow. " + NOTE,
    },
)
