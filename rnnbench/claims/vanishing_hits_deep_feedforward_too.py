"""Gradients vanish or explode in plain deep feed-forward nets as well."""

from rnnbench.claims import GRADIENT_MARGIN, Claim, Question, Readings, Within

VANISHES, EXPLODES = Within(high=-GRADIENT_MARGIN), Within(low=GRADIENT_MARGIN)
ACTIVATIONS = ("tanh", "sigmoid", "relu")
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L3",),
    wording="Vanishing and exploding gradients are no matter of recurrent nets alone: plain deep "
    "feed-forward nets have them as well.",
    refuted_by="at the standard scale of weights, a gradient's log norm that does not fall by the "
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
        f"it explodes with large weights: {name}": Question(
            Readings("feedforward_gradients", "log_norm", a=(f"{name}, large",), summary="slope"),
            EXPLODES,
        )
        for name in ACTIVATIONS
    },
    notes={
        "holds": "It is the scale of the weights that decides: at the standard one every "
        "layer shortens the gradient. Inits such as those of Glorot and Bengio, or of He and "
        "colleagues, choose the scale so that it keeps its length at the start.",
    },
)
