"""A vanilla recurrent language model cannot recall a word from far back."""

from rnnbench.claims import Claim, Contrast, Question, Succeeds, Superior

FAR = Contrast("recall", "cell", a=("lstm", "gru"), b=("vanilla",))
NEAR = Contrast("recall", "cell", a=("lstm", "gru"), b=("vanilla",), lengths="shortest")

CLAIM = Claim(
    section="Language modelling",
    sources=("L3",),
    wording="A vanilla recurrent language model cannot recall a word mentioned far back: it falls "
    "behind gated models as the distance grows.",
    refuted_by="a lead of gated cells over vanilla RNNs that does not grow, by the margin, from "
    "the shortest distance to the longest",
    primary=Question(FAR, Superior(), minus=NEAR),
    secondary={
        "at the longest distance, gated cells reach the target more often": Question(
            FAR, Succeeds()
        ),
        "at the shortest distance, gated cells score higher, too": Question(NEAR, Superior()),
    },
    notes={
        "does not hold": "Gates alone do not make a language model recall a word from far back. "
        "One word among many adds little to the loss, so any cell learns near context first.",
    },
)
