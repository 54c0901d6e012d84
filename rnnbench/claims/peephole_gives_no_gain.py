"""Peepholes bring no significant improvement."""

from rnnbench.claims import Claim, Contrast, Equivalent, Faster, Question

CONTRAST = Contrast("core", "cell", a=("peephole_lstm",), b=("lstm",))

CLAIM = Claim(
    section="Cells",
    sources=("L1",),
    wording="Peephole connections bring no significant improvement over the LSTM.",
    refuted_by="a mean score difference beyond the margin, in either direction",
    primary=Question(CONTRAST, Equivalent()),
    secondary={"peepholes make training faster": Question(CONTRAST, Faster("updates"))},
    notes={
        "does not hold": "Peepholes change what an LSTM reaches within a budget. Gates that see "
        "the memory cell can act on its value, but they also train differently, for better or "
        "worse. The direction depends on the task.",
        "undecided": "The mean over tasks is a poor summary where peepholes help on one task and "
        "hinder, or have no effect, on another: read the result by task. What Greff and others "
        "report for large nets after long training need not hold for a small net within a budget. "
        "Part of a difference comes from the learning rates of the two cells.",
    },
)
