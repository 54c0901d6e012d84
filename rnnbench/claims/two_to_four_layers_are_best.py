"""Stacks of two to four recurrent layers are best."""

from rnnbench.claims import SCORE_MARGIN, Claim, Contrast, Question, Superior, Unbeaten

FEWER, BEST, MORE = ("depth=1",), ("depth=2", "depth=3", "depth=4"), ("depth=6", "depth=8")


def _against(others: tuple[str, ...], study: str = "depth") -> Contrast:
    return Contrast(study, "variant", a=BEST, b=others)


CLAIM = Claim(
    section="Architectures",
    sources=("L3",),
    wording="Stacking recurrent layers helps up to about two to four layers: these do better than "
    "one layer, and than six or eight.",
    refuted_by="at equal numbers of weights, one layer, or six or eight, with a mean score that is "
    "not below that of two to four layers by the margin",
    primary=Question(
        Contrast("depth", "variant", a=(*FEWER, *MORE), b=BEST), Unbeaten(-SCORE_MARGIN)
    ),
    secondary={
        "two to four layers score higher than one": Question(_against(FEWER), Superior()),
        "two to four layers score higher than six and eight": Question(_against(MORE), Superior()),
        **{
            f"{depth.removeprefix('depth=')} layers score higher than one": Question(
                Contrast("depth", "variant", a=(depth,), b=FEWER), Superior()
            )
            for depth in (*BEST, *MORE)
        },
    },
    notes={
        "does not hold": "No number of layers is best in general. At equal numbers of weights, a "
        "further layer makes all layers narrower and the path of the gradient longer. Whether it "
        "pays off depends on the task, the data and the budget.",
    },
)
