"""A GRU can do without its reset gate, but not without its update gate."""

from rnnbench.claims import Claim, Contrast, Question, Readings, Succeeds, Superior

CONTRAST = Contrast(
    "cells",
    "cell",
    a=("gru_without_reset_gate",),
    b=("gru_without_update_gate",),
    long_range=True,
)

CLAIM = Claim(
    section="Cells",
    sources=("L2",),
    wording="A GRU without its reset gate still learns long-range dependencies; one without its "
    "update gate does not.",
    refuted_by="GRUs without the update gate that reach the target more often than GRUs without "
    "the reset gate",
    primary=Question(CONTRAST, Succeeds("reached")),
    secondary={
        "the GRU without reset gate also scores higher": Question(CONTRAST, Superior()),
        # A tenth of a nat a step is a factor of e in ten steps.
        "before training, its gradient fades less with distance": Question(
            Readings(
                "gate_ablation_gradients",
                "log_norm",
                a=("gru_without_reset_gate",),
                b=("gru_without_update_gate",),
                summary="slope",
            ),
            Superior(margin=0.1),
        ),
    },
)
