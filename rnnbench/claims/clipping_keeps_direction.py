"""Clipping by norm changes a gradient's length and keeps its direction."""

from rnnbench.claims import Claim, Identity, Question, Readings, Superior

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L3",),
    wording="Clipping a gradient by its norm makes it shorter, but does not turn it.",
    refuted_by="one gradient with another direction after clipping",
    primary=Question(Readings("clipped_directions", "angle", a=("norm",)), Identity()),
    secondary={
        "it is as long as the threshold allows": Question(
            Readings("clipped_directions", "excess_length", a=("norm",)), Identity()
        ),
        # 0.1 radians are about six degrees: a turn that is plain to see.
        "clipping by value turns it": Question(
            Readings("clipped_directions", "angle", a=("value",), b=("norm",)),
            Superior(margin=0.1),
        ),
    },
)
