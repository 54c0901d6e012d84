"""The slopes of tanh and relu are at most 1, those of the sigmoid at most 1/4."""

from rnnbench.claims import Claim, Identity, Question, Readings

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L1", "L5"),
    wording="The slope of tanh is never above 1, that of the sigmoid never above 1/4, and that of "
    "relu never above 1.",
    refuted_by="one slope above its bound",
    primary=Question(
        Readings("activation_slopes", "excess_slope", a=("tanh", "sigmoid", "relu")), Identity()
    ),
)
