"""A recurrent language model cannot recall a word that was mentioned far back."""

from rnnbench.claims import Claim, Contrast, Question, Succeeds, Superior

FAR = Contrast("recall", "cell", a=("lstm", "gru"), b=("vanilla",))
NEAR = Contrast("recall", "cell", a=("lstm", "gru"), b=("vanilla",), lengths="shortest")

CLAIM = Claim(
    section="Language modelling",
    sources=("L3",),
    wording="A plain recurrent language model cannot recall a word that was mentioned far back: it "
    "falls behind gated ones as the distance grows.",
    refuted_by="a lead of gated cells over vanilla nets that does not grow by more than the margin "
    "from the shortest distance to the longest",
    primary=Question(FAR, Superior(), minus=NEAR),
    secondary={
        "gated nets recall it from far": Question(FAR, Succeeds()),
        "gated nets recall it better, also from near": Question(NEAR, Superior()),
    },
    notes={
        "does not hold": "Gates do not by themselves make a language model recall a word from far "
        "back: one word among many adds little to its loss, so that near context is learned "
        "first, by any cell.",
    },
)
