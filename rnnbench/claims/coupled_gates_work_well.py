"""Coupling the input gate to the forget gate works as well."""

from rnnbench.claims import Claim, Contrast, Equivalent, Faster, Question

CONTRAST = Contrast("cells", "cell", a=("coupled_lstm",), b=("lstm",))

CLAIM = Claim(
    section="Cells",
    sources=("L1",),
    wording="An LSTM whose input and forget gates are coupled works as well as one with both.",
    refuted_by="a mean score difference beyond the margin, in either direction",
    primary=Question(CONTRAST, Equivalent()),
    secondary={"coupled gates make training faster": Question(CONTRAST, Faster("updates"))},
)
