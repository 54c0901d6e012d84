"""In a vanilla RNN, gradients from distant steps are much smaller than from nearby steps."""

from rnnbench.claims import GRADIENT_MARGIN, Claim, Question, Readings, Superior, Within

FADES = Within(high=-GRADIENT_MARGIN)
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L1", "L3"),
    wording="In a vanilla RNN, the gradient from distant steps is much smaller than the gradient "
    "from nearby steps.",
    refuted_by="a log gradient norm that does not fall with distance by the margin",
    primary=Question(
        Readings(
            "distance_gradients",
            "log_norm",
            a=("vanilla, before training", "vanilla, after training"),
            summary="slope",
        ),
        FADES,
    ),
    secondary={
        **{
            f"the gradient fades less in {name}, {when} training": Question(
                Readings(
                    "distance_gradients",
                    "log_norm",
                    a=(f"{cell}, {when} training",),
                    b=(f"vanilla, {when} training",),
                    summary="slope",
                ),
                Superior(GRADIENT_MARGIN),
            )
            for cell, name in (("lstm", "an LSTM"), ("gru", "a GRU"))
            for when in ("before", "after")
        },
        **{
            f"the gradient fades in {name}, {when} training": Question(
                Readings(
                    "distance_gradients",
                    "log_norm",
                    a=(f"{cell}, {when} training",),
                    summary="slope",
                ),
                FADES,
            )
            for cell, name in (("vanilla", "a vanilla RNN"), ("lstm", "an LSTM"), ("gru", "a GRU"))
            for when in ("before", "after")
        },
    },
    pictures={
        "The gradient norm against the distance": Readings(
            "distance_gradients",
            "log_norm",
            a=("vanilla, before training", "lstm, before training", "gru, before training"),
            b=("vanilla, after training", "lstm, after training", "gru, after training"),
        ),
    },
)
