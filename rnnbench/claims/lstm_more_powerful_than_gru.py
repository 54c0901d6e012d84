"""Three gates make the LSTM more powerful than the GRU."""

from rnnbench.claims import Claim, Contrast, Question, Superior

CLAIM = Claim(
    section="Cells",
    sources=("L2",),
    wording="With its three gates the LSTM is more powerful and flexible than the GRU.",
    refuted_by="an LSTM score that does not exceed the GRU's by the margin",
    primary=Question(Contrast("core", "cell", a=("lstm",), b=("gru",)), Superior()),
    contradicts=("gru_matches_lstm_accuracy",),
    notes={
        "does not hold": "A further gate does not by itself give a higher score on the same "
        "budget. An LSTM can represent a count without bound, because no nonlinearity confines its "
        "memory cell; a GRU cannot. Few tasks need such a count. How far the GRU leads also "
        "depends on the learning rate: at a rate that is high for both, it may fall behind.",
        "holds": "A higher score within a budget is weak evidence about what a cell can represent, "
        "which no task here tests.",
    },
)
