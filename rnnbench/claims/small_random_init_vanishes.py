"""Small random recurrent weights lose the gradient."""

from rnnbench.claims import GRADIENT_MARGIN, Claim, Question, Ranks, Readings, Within

INITS = ("default", "orthogonal", "small_random")
CLAIM = Claim(
    section="Initialisation",
    sources=("L1",),
    wording="Nets that start with small random recurrent weights lose the gradient on its way "
    "back, more than nets that start otherwise.",
    refuted_by="in vanilla nets before training, a log norm of the gradient that does not fall "
    "with the lag faster than under the default and the orthogonal init",
    primary=Question(
        Readings(
            "init_gradients",
            "log_norm",
            a=tuple(f"vanilla, {init}" for init in INITS),
            summary="slope",
        ),
        Ranks(first=("vanilla, default", "vanilla, orthogonal"), margin=GRADIENT_MARGIN),
    ),
    secondary={
        f"it vanishes: {cell}, {init}": Question(
            Readings("init_gradients", "log_norm", a=(f"{cell}, {init}",), summary="slope"),
            Within(high=-GRADIENT_MARGIN),
        )
        for cell in ("vanilla", "lstm", "gru")
        for init in INITS
    },
    notes={
        "holds": "To lose less is not to lose nothing: whether the gradient vanishes from the "
        "other inits is asked beside it.",
    },
)
