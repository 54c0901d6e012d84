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
)
