"""Gradients vanish or explode in plain deep feed-forward nets as well."""

from rnnbench.claims import GRADIENT_MARGIN, Claim, Question, Readings, Within

VANISHES, EXPLODES = Within(high=-GRADIENT_MARGIN), Within(low=GRADIENT_MARGIN)
ACTIVATIONS = ("tanh", "sigmoid", "relu")
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L3",),
    wording="Vanishing and exploding gradients are not unique to recurrent nets: plain deep "
    "feed-forward nets have them as well.",
    refuted_by="at the standard scale of weights, a log gradient norm that does not fall by the "
    "margin with every layer",
    primary=Question(
        Readings(
            "feedforward_gradients",
            "log_norm",
            a=tuple(f"{name}, standard" for name in ACTIVATIONS),
            summary="slope",
        ),
        VANISHES,
    ),
    secondary={
        f"the gradient explodes with large weights: {name}": Question(
            Readings("feedforward_gradients", "log_norm", a=(f"{name}, large",), summary="slope"),
            EXPLODES,
        )
        for name in ACTIVATIONS
    },
    notes={
        "holds": "The scale of the weights decides. At the standard scale every layer shortens the "
        "gradient. Initialisations such as those of Glorot and Bengio, or of He and colleagues, "
        "choose the scale so that the gradient keeps its length at the start.",
    },
)
