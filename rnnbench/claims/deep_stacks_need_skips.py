"""Deep stacks need skip or dense connections."""

from rnnbench.claims import Claim, Contrast, Question, Superior

DEEP, SHALLOW = "depth=8", "depth=2"


def _change(study: str) -> Contrast:
    return Contrast(study, "variant", a=(DEEP,), b=(SHALLOW,))


def _gain(study: str) -> Question:
    return Question(_change(study), Superior(), minus=_change("depth"))


CLAIM = Claim(
    section="Architectures",
    sources=("L3",),
    wording="Deep stacks of recurrent layers need skip or dense connections, which help eight "
    "layers more than two.",
    refuted_by="a gain from skip connections that is not greater, by the margin, with eight layers "
    "than with two, at equal numbers of weights",
    primary=_gain("depth_skip"),
    secondary={
        "dense connections help eight layers more": _gain("depth_dense"),
        "highway connections help eight layers more": _gain("depth_highway"),
        "without connections, eight layers score lower than two": Question(
            Contrast("depth", "variant", a=(SHALLOW,), b=(DEEP,)), Superior()
        ),
        "with skips, eight layers score higher than two": Question(
            _change("depth_skip"), Superior()
        ),
    },
    notes={
        "holds": "Connections help a deep stack more than a shallow one. That does not make the "
        "deep stack better than the shallow one; a secondary question compares the two.",
        "does not hold": "Depth alone does not call for connections between layers. Where a plain "
        "deep stack still learns, or a deep stack learns little even with connections, they gain "
        "no more than in a shallow stack.",
    },
)
