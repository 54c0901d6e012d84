"""Clipping the gradient norm fixes exploding gradients."""

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
    wording="Clipping the gradient norm fixes exploding gradients: training no longer diverges.",
    refuted_by="clipped runs that diverge more often than unclipped runs",
    primary=Question(CONTRAST, Succeeds("survived")),
    secondary={
        "clipping each element does so, too": Question(
            Contrast("clipping", "clip", a=("value",), b=("none",), where=CONTRAST.where),
            Succeeds("survived"),
        ),
        "clipped runs reach the target more often": Question(CONTRAST, Succeeds()),
    },
    notes={
        "holds": "Clipped runs diverge less often. Some may still diverge, and a run that survives "
        "need not learn. With too large a learning rate a surviving run may make no progress.",
    },
)
