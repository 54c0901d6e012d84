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
    notes={
        "does not hold": "A coupled gate ties what is written to what is erased, so it trains otherwise "
        "than two gates do: within one budget that may help or harm, and the task decides which. "
        "Greff and others find no difference in nets that learn their task; a mean over tasks may "
        "rest on one that the LSTM has hardly begun to learn.",
    },
)
