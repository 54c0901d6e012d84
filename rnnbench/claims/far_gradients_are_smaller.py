"""In a vanilla net gradients from far away are much smaller than from near by."""

from rnnbench.claims import GRADIENT_MARGIN, Claim, Question, Readings, Superior, Within

FADES = Within(high=-GRADIENT_MARGIN)
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L1", "L3"),
    wording="In a vanilla net the gradient from far away is much smaller than the gradient from "
    "near by.",
    refuted_by="a gradient's log norm that does not fall with the distance by the margin",
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
            f"less so in {name}, {when} training": Question(
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
            f"the same of {name}, {when} training": Question(
                Readings(
                    "distance_gradients",
                    "log_norm",
                    a=(f"{cell}, {when} training",),
                    summary="slope",
                ),
                FADES,
            )
            for cell, name in (("vanilla", "a vanilla net"), ("lstm", "an LSTM"), ("gru", "a GRU"))
            for when in ("before", "after")
        },
    },
    pictures={
        "How the gradient fades with the distance": Readings(
            "distance_gradients",
            "log_norm",
            a=("vanilla, before training", "lstm, before training", "gru, before training"),
            b=("vanilla, after training", "lstm, after training", "gru, after training"),
        ),
    },
)
