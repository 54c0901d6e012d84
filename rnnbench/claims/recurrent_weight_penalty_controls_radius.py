"""A penalty on the recurrent weights keeps their spectral radius and the gradient down."""

from rnnbench.claims import Claim, Contrast, Equivalent, Question, Succeeds, Superior

UNCLIPPED = {"clip": ("none",), "init": ("orthogonal",), "cell": ("vanilla", "relu_rnn")}
WITHOUT = Contrast("penalties", "penalty", a=("none",), b=("l1", "l2"), where=UNCLIPPED)
WITH = Contrast("penalties", "penalty", a=("l1", "l2"), b=("none",), where=UNCLIPPED)

NOTE = (
    "The spectral radius alone decides, and a penalty shrinks it whether or not the net learns "
    "anything. The gradient, and what the penalty costs in score, are asked beside it."
)

CLAIM = Claim(
    section="Exploding gradients",
    sources=("L1",),
    wording="An L1 or L2 penalty on the recurrent weights keeps their spectral radius down, and "
    "with it the gradient.",
    refuted_by="a spectral radius without penalty that is not above that with one by the margin",
    # A radius of 1 is where a linear net turns; a twentieth of that is seen within 20 steps.
    primary=Question(WITHOUT, Superior(margin=0.05, of="recurrent_radius")),
    secondary={
        "the gradient, the penalty's own part included, is smaller, too": Question(
            WITHOUT, Superior(margin=0.1, of="gradient_norm_mean")
        ),
        "fewer runs diverge": Question(WITH, Succeeds("survived")),
        "it costs nothing in score": Question(WITH, Equivalent()),
    },
    notes={
        "holds": NOTE,
        "undecided": "Without clipping the weights of a few nets blow up, relu nets' above all, "
        "and their radii rule the mean and its interval. Read it by cell: where no run blows up, "
        "a contrast has a narrow interval. " + NOTE,
    },
)
