"""Stacks of two to four recurrent layers are best."""

from rnnbench.claims import SCORE_MARGIN, Claim, Contrast, Question, Superior, Unbeaten

FEWER, BEST, MORE = ("depth=1",), ("depth=2", "depth=3", "depth=4"), ("depth=6", "depth=8")


def _against(others: tuple[str, ...], study: str = "depth") -> Contrast:
    return Contrast(study, "variant", a=BEST, b=others)


CLAIM = Claim(
    section="Architectures",
    sources=("L3",),
    wording="Stacking recurrent layers helps up to about two to four: these do better than one "
    "layer, and than six or eight.",
    refuted_by="a single layer, or six or eight, that do not score lower than two to four do on "
    "average by the margin, all of equal numbers of weights",
    primary=Question(
        Contrast("depth", "variant", a=(*FEWER, *MORE), b=BEST), Unbeaten(-SCORE_MARGIN)
    ),
    secondary={
        "they do better than one layer": Question(_against(FEWER), Superior()),
        "they do better than six and eight": Question(_against(MORE), Superior()),
        **{
            f"{depth.removeprefix('depth=')} layers do better than one": Question(
                Contrast("depth", "variant", a=(depth,), b=FEWER), Superior()
            )
            for depth in (*BEST, *MORE)
        },
    },
    notes={
        "does not hold": "There is no best number of layers as such: among nets with as many weights "
        "a further layer makes all of them narrower and the way of the gradient longer, and "
        "whether it pays depends on the task, the data and the budget.",
    },
)
