"""The Jacobian of an activation never lengthens a vector."""

from rnnbench.claims import Claim, Identity, Question, Readings

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="Multiplying a vector by the Jacobian of a layer's activation never makes it longer.",
    refuted_by="one vector that is longer after the multiplication",
    primary=Question(
        Readings("activation_slopes", "excess_length", a=("tanh", "sigmoid", "relu")), Identity()
    ),
)
