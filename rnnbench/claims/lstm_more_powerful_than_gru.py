"""Three gates make the LSTM more powerful than the GRU."""

from rnnbench.claims import Claim, Contrast, Question, Superior

CLAIM = Claim(
    section="Cells",
    sources=("L2",),
    wording="With its three gates the LSTM is more powerful and flexible than the GRU.",
    refuted_by="an LSTM score that is not above the GRU's by the margin",
    primary=Question(Contrast("core", "cell", a=("lstm",), b=("gru",)), Superior()),
    contradicts=("gru_matches_lstm_accuracy",),
    notes={
        "does not hold": "A further gate does not by itself give the better score on the same budget. "
        "What an LSTM can represent and a GRU cannot is a count without bound, since no "
        "nonlinearity confines its memory, and few tasks ask for that. How far the GRU leads "
        "depends on the learning rates as well: at a rate that is high for both it may fall "
        "behind.",
        "holds": "A better score within a budget says little about what a cell could "
        "represent, which no task here puts to the test.",
    },
)
