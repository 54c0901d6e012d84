"""Coupling the input gate to the forget gate works as well as separate gates."""

from rnnbench.claims import Claim, Contrast, Equivalent, Faster, Question

CONTRAST = Contrast("cells", "cell", a=("coupled_lstm",), b=("lstm",))

CLAIM = Claim(
    section="Cells",
    sources=("L1",),
    wording="An LSTM with coupled input and forget gates works as well as one with separate gates.",
    refuted_by="a mean score difference beyond the margin, in either direction",
    primary=Question(CONTRAST, Equivalent()),
    secondary={"coupled gates make training faster": Question(CONTRAST, Faster("updates"))},
    notes={
        "does not hold": "A coupled gate ties what the cell writes to what it erases, so it trains "
        "differently from two gates. Within one budget that may help or harm, depending on the "
        "task. Greff and others find no difference in nets that learn their task. A mean over "
        "tasks may rest on one task that the LSTM has barely begun to learn.",
    },
)
