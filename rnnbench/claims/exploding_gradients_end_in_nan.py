"""Steps that are too large throw the parameters off, in the worst case to Inf or NaN."""

from rnnbench.claims import Claim, Contrast, Question, Succeeds

CLAIM = Claim(
    section="Exploding gradients",
    sources=("L3",),
    wording="Without clipping, steps that are too large throw the parameters off, in the worst "
    "case to Inf or NaN.",
    refuted_by="runs at the largest learning rate that diverge less often than at the smallest",
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
        "a larger spectral radius at the start does so, too": Question(
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
        "holds": "It is the learning rate that varies, so this shows what too large a step "
        "does, not that gradients which explode are its cause. A run has diverged once its loss or "
        "gradient is not finite, or its loss is far above the baseline's.",
    },
)
