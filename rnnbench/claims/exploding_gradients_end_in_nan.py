"""Overly large updates throw the parameters far off, in the worst case to Inf or NaN."""

from rnnbench.claims import Claim, Contrast, Question, Succeeds

CLAIM = Claim(
    section="Exploding gradients",
    sources=("L3",),
    wording="Without clipping, overly large updates throw the parameters far off, in the worst "
    "case to Inf or NaN.",
    refuted_by="runs at the largest learning rate that diverge less often than runs at the "
    "smallest",
    primary=Question(
        Contrast(
            "clipping",
            "learning_rate",
            a=("largest",),
            b=("smallest",),
            where={"clip": ("none",), "cell": ("vanilla", "relu_rnn", "lstm", "gru")},
        ),
        Succeeds("diverged"),
    ),
    secondary={
        "a larger initial spectral radius does so, too": Question(
            Contrast(
                "spectral_radius",
                "variant",
                a=("spectral_radius=1.5",),
                b=("spectral_radius=0.9",),
                where={"clip": ("none",), "init": ("spectral",), "cell": ("vanilla", "relu_rnn")},
            ),
            Succeeds("diverged"),
        )
    },
    notes={
        "holds": "The learning rate varies here, so the result shows the effect of overly large "
        "updates. It does not show that exploding gradients cause them. A run counts as diverged "
        "once its loss or gradient is not finite, or its loss is far above the baseline.",
    },
)
