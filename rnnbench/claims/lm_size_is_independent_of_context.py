"""A recurrent language model's size does not grow with the context it covers."""

import math

from rnnbench.claims import Claim, Identity, Question, Readings, Superior

DOUBLES = math.log(2)

CLAIM = Claim(
    section="Architectures",
    sources=("L1",),
    wording="The size of a recurrent language model does not grow with the context that it "
    "covers; that of a table of n-grams does.",
    refuted_by="one recurrent net that has another number of weights for a longer context",
    primary=Question(Readings("lm_size", "growth", a=("rnn",)), Identity()),
    secondary={
        "a table of all n-grams at least doubles with each symbol": Question(
            Readings("lm_size", "log_size", a=("n-gram table",), summary="slope"),
            Superior(DOUBLES),
        ),
        "n-grams that occur in a text at least double, too": Question(
            Readings("lm_size", "log_size", a=("n-grams seen",), summary="slope"),
            Superior(DOUBLES),
        ),
        "so would a net with weights of each step's own grow": Question(
            Readings("lm_size", "growth", a=("own weights",)), Superior(0.0)
        ),
    },
    notes={
        "holds": "It is true by construction, and says nothing of how much of that context a "
        "net makes use of.",
    },
)
