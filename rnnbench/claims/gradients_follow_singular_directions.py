"""Gradients grow along singular directions above one and shrink along those below."""

from rnnbench.claims import Claim, Identity, Question, Readings, Within

# In a linear net the slope is 1. The slopes of tanh mix the directions: as long as a gradient's
# gain rises at least half as steeply as its direction's singular value, it follows that direction.
FOLLOWS = Within(0.5, 1.5)
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="Back-propagation expands gradients along the singular directions of the recurrent "
    "matrix whose singular value is above one and shrinks them along those below.",
    refuted_by="in a linear net, a direction along which a step back does not multiply the "
    "gradient by the singular value",
    primary=Question(Readings("singular_directions", "off", a=("linear",)), Identity()),
    secondary={
        "in a vanilla net the gain of one step rises with the singular value": Question(
            Readings("singular_directions", "slope", a=("tanh",)), FOLLOWS
        ),
        "so does a linear net's gain of several steps": Question(
            Readings("singular_directions", "slope_later", a=("linear",)),
            FOLLOWS,
        ),
        "and that of a vanilla net": Question(
            Readings("singular_directions", "slope_later", a=("tanh",)),
            FOLLOWS,
        ),
    },
    notes={
        "holds": "This is about one step back through a linear net. From one step to the next "
        "gradients turn to other directions, unless the matrix is normal, so what grows at one "
        "step need not go on growing.",
    },
)
