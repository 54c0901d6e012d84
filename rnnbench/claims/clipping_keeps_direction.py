"""Clipping by norm shortens a gradient and keeps its direction."""

from rnnbench.claims import Claim, Identity, Question, Readings, Superior

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L3",),
    wording="Clipping a gradient by its norm shortens it but keeps its direction.",
    refuted_by="one gradient whose direction changes with clipping",
    primary=Question(Readings("clipped_directions", "angle", a=("norm",)), Identity()),
    secondary={
        "the norm of the clipped gradient equals the threshold": Question(
            Readings("clipped_directions", "excess_length", a=("norm",)), Identity()
        ),
        # 0.1 radians are about six degrees, a clear change of direction.
        "clipping by value changes the direction": Question(
            Readings("clipped_directions", "angle", a=("value",), b=("norm",)),
            Superior(margin=0.1),
        ),
    },
)
