"""Going back through an activation never makes an error longer."""

from rnnbench.claims import Claim, Identity, Question, Readings

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="Multiplying by the Jacobian of a layer's activation makes no vector longer.",
    refuted_by="one vector that is longer afterwards",
    primary=Question(
        Readings("activation_slopes", "excess_length", a=("tanh", "sigmoid", "relu")), Identity()
    ),
)
