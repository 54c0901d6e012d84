"""Three gates make the LSTM more powerful than the GRU."""

from rnnbench.claims import Claim, Contrast, Question, Superior

CLAIM = Claim(
    section="Cells",
    sources=("L2",),
    wording="With its three gates the LSTM is more powerful and flexible than the GRU.",
    refuted_by="an LSTM score that is not above the GRU's by the margin",
    primary=Question(Contrast("core", "cell", a=("lstm",), b=("gru",)), Superior()),
    contradicts=("gru_matches_lstm_accuracy",),
)
