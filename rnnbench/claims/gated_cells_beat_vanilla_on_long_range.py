"""Gated cells learn dependencies that vanilla RNNs cannot."""

from rnnbench.claims import Claim, Contrast, Question, Succeeds

CLAIM = Claim(
    section="Cells",
    sources=("L1", "L2", "L3", "L4", "L5"),
    wording="Gated cells (LSTM, GRU) learn long-range dependencies that vanilla RNNs cannot.",
    refuted_by="vanilla RNNs that reach the target more often than gated cells",
    primary=Question(
        Contrast("core", "cell", a=("lstm", "gru"), b=("vanilla",), long_range=True),
        Succeeds("reached"),
    ),
    secondary={
        "already at each task's shortest length": Question(
            Contrast(
                "core",
                "cell",
                a=("lstm", "gru"),
                b=("vanilla",),
                long_range=True,
                lengths="shortest",
            ),
            Succeeds("reached"),
        ),
        "at equal numbers of weights": Question(
            Contrast(
                "equal_parameters", "cell", a=("lstm", "gru"), b=("vanilla",), long_range=True
            ),
            Succeeds("reached"),
        ),
    },
    notes={
        "holds": "“Cannot” means within this budget and from the default initialisation. Vanilla "
        "RNNs that start from orthogonal or identity matrices, or train for longer, may reach "
        "further.",
    },
)
