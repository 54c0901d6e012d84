"""The derivatives of tanh and relu are at most 1, that of the sigmoid at most 1/4."""

from rnnbench.claims import Claim, Identity, Question, Readings

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L1", "L5"),
    wording="The derivative of tanh is at most 1, that of the sigmoid at most 1/4, and that of "
    "relu at most 1.",
    refuted_by="one derivative above its bound",
    primary=Question(
        Readings("activation_slopes", "excess_slope", a=("tanh", "sigmoid", "relu")), Identity()
    ),
)
