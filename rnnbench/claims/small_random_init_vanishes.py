"""Small random recurrent weights make the gradient vanish."""

from rnnbench.claims import GRADIENT_MARGIN, Claim, Question, Ranks, Readings, Within

INITS = ("default", "orthogonal", "small_random")
CLAIM = Claim(
    section="Initialisation",
    sources=("L1",),
    wording="Small random initial recurrent weights make the gradient vanish on its way back, more "
    "than other initialisations do.",
    refuted_by="in vanilla RNNs before training, a log gradient norm that does not fall faster "
    "with the lag than under the default and the orthogonal initialisation",
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
        f"the gradient vanishes: {cell}, {init}": Question(
            Readings("init_gradients", "log_norm", a=(f"{cell}, {init}",), summary="slope"),
            Within(high=-GRADIENT_MARGIN),
        )
        for cell in ("vanilla", "lstm", "gru")
        for init in INITS
    },
    notes={
        "holds": "Losing less of the gradient is not losing none of it. Secondary questions test "
        "whether the gradient also vanishes under the other initialisations.",
    },
)
