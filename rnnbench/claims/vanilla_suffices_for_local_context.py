"""The vanilla RNN does well where each output depends on near context."""

from rnnbench.claims import Claim, Contrast, Equivalent, Question, Superior

CLAIM = Claim(
    section="Cells",
    sources=("L2",),
    wording="The vanilla RNN does well where each output depends on near context.",
    refuted_by="at each task's shortest length, a score of vanilla RNNs that differs from that of "
    "gated cells by more than the margin",
    primary=Question(
        Contrast("core", "cell", a=("vanilla",), b=("lstm", "gru"), lengths="shortest"),
        Equivalent(),
    ),
    secondary={
        "the vanilla RNN falls behind at the longest lengths": Question(
            Contrast("core", "cell", a=("lstm", "gru"), b=("vanilla",)), Superior()
        ),
        "it falls further behind as lengths grow": Question(
            Contrast("core", "cell", a=("lstm", "gru"), b=("vanilla",), long_range=True),
            Superior(),
            minus=Contrast(
                "core",
                "cell",
                a=("lstm", "gru"),
                b=("vanilla",),
                long_range=True,
                lengths="shortest",
            ),
        ),
    },
    notes={
        "does not hold": "A short distance alone does not make vanilla RNNs and gated cells equal. "
        "Gates pay off early, because they can keep an input without rewriting it at each step. "
        "The difference depends on the task, on the initialisation and on the number of weights, "
        "which is smaller in a vanilla RNN with as many units.",
    },
)
