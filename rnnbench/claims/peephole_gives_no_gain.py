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
        "does not hold": "Peepholes do change what an LSTM reaches within a budget: gates that see the "
        "memory can act on its value, but they train otherwise, for better or worse. The task "
        "decides which.",
        "undecided": "The mean over tasks says little where peepholes help on one and hinder, "
        "or do nothing, on another: read it by task. What Greff and others report for large nets "
        "at the end of long training need not hold for a small one within a budget, and part of a "
        "difference is that of the learning rates which the two were given.",
    },
)
