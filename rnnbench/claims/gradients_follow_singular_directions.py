"""Gradients grow along singular directions above one and shrink along those below."""

from rnnbench.claims import Claim, Identity, Question, Readings, Within

# In a linear net the slope is 1. The derivative of tanh mixes the directions: a gain that rises at
# least half as steeply as the singular value counts as following it.
FOLLOWS = Within(0.5, 1.5)
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="Back-propagation expands gradients along the singular directions of the recurrent "
    "matrix with singular values above one and shrinks them along those below one.",
    refuted_by="in a linear net, a singular direction along which one step back does not multiply "
    "the gradient by the singular value",
    primary=Question(Readings("singular_directions", "off", a=("linear",)), Identity()),
    secondary={
        "in a vanilla RNN, the gain over one step rises with the singular value": Question(
            Readings("singular_directions", "slope", a=("tanh",)), FOLLOWS
        ),
        "in a linear net, so does the gain over several steps": Question(
            Readings("singular_directions", "slope_later", a=("linear",)),
            FOLLOWS,
        ),
        "in a vanilla RNN, so does the gain over several steps": Question(
            Readings("singular_directions", "slope_later", a=("tanh",)),
            FOLLOWS,
        ),
    },
    notes={
        "holds": "The result covers one step back through a linear net. Unless the matrix is "
        "normal, gradients turn to other directions from step to step. What grows at one step "
        "therefore need not keep growing.",
    },
)
