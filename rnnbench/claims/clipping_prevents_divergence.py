"""Clipping the gradient fixes exploding gradients."""

from rnnbench.claims import Claim, Contrast, Question, Succeeds

CONTRAST = Contrast(
    "clipping",
    "clip",
    a=("norm",),
    b=("none",),
    where={"cell": ("vanilla", "relu_rnn", "lstm", "gru")},
)

CLAIM = Claim(
    section="Exploding gradients",
    sources=("L1", "L2", "L3"),
    wording="Clipping the gradient's norm fixes exploding gradients: training no longer diverges.",
    refuted_by="clipped runs that diverge more often than unclipped ones",
    primary=Question(CONTRAST, Succeeds("survived")),
    secondary={
        "so does clipping each element": Question(
            Contrast("clipping", "clip", a=("value",), b=("none",), where=CONTRAST.where),
            Succeeds("survived"),
        ),
        "clipped runs reach the target more often": Question(CONTRAST, Succeeds()),
    },
    notes={
        "holds": "Clipped runs diverge less often, which is not to say that none does, nor "
        "that they learn: with too large a learning rate a run may survive and get nowhere.",
    },
)
