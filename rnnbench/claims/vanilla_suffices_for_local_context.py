"""The plain net does well where each output depends on near context."""

from rnnbench.claims import Claim, Contrast, Equivalent, Question, Superior

CLAIM = Claim(
    section="Cells",
    sources=("L2",),
    wording="The plain RNN does well where each output depends on near context.",
    refuted_by="a score of vanilla nets that differs from the gated cells' by more than the margin "
    "at each task's shortest length",
    primary=Question(
        Contrast("core", "cell", a=("vanilla",), b=("lstm", "gru"), lengths="shortest"),
        Equivalent(),
    ),
    secondary={
        "vanilla falls behind at the longest lengths": Question(
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
        "does not hold": "A short distance alone does not make plain and gated nets equals: gates pay "
        "off early, since they can keep an input without rewriting it at each step. How far apart "
        "the nets are depends on the task, on how they start, and on their weights, of which a "
        "plain net has fewer for as many units.",
    },
)
