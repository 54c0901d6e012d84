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
    wording="Deeper stacks of recurrent layers need skip or dense connections: with eight layers "
    "these gain more than with two.",
    refuted_by="a gain from skips that is not greater in nets of eight layers than in nets of two, "
    "all of equal numbers of weights, by the margin",
    primary=_gain("depth_skip"),
    secondary={
        "dense connections": _gain("depth_dense"),
        "highways": _gain("depth_highway"),
        "without connections, eight layers do worse than two": Question(
            Contrast("depth", "variant", a=(SHALLOW,), b=(DEEP,)), Superior()
        ),
        "with skips, eight layers do better than two": Question(_change("depth_skip"), Superior()),
    },
    notes={
        "holds": "That connections help a deep stack does not make it better than a shallow "
        "one: that is a question of its own, beside it.",
        "does not hold": "Depth alone does not call for connections between layers: where a plain "
        "deep stack still learns, or the deep one learns little with them either, they gain no "
        "more than in a shallow one.",
    },
)
