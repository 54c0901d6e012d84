"""The size of a recurrent language model does not grow with its context."""

import math

from rnnbench.claims import Claim, Identity, Question, Readings, Superior

DOUBLES = math.log(2)

CLAIM = Claim(
    section="Architectures",
    sources=("L1",),
    wording="The size of a recurrent language model does not grow with the context that it covers; "
    "the size of an n-gram table does.",
    refuted_by="one recurrent net whose number of weights changes with the context length",
    primary=Question(Readings("lm_size", "growth", a=("rnn",)), Identity()),
    secondary={
        "a table of all n-grams at least doubles with each further symbol": Question(
            Readings("lm_size", "log_size", a=("n-gram table",), summary="slope"),
            Superior(DOUBLES),
        ),
        "the number of n-grams that occur in a text at least doubles, too": Question(
            Readings("lm_size", "log_size", a=("n-grams seen",), summary="slope"),
            Superior(DOUBLES),
        ),
        "a net with unshared weights grows, too": Question(
            Readings("lm_size", "growth", a=("own weights",)), Superior(0.0)
        ),
    },
    notes={
        "holds": "The result holds by construction. It does not show how much of the context a net "
        "uses.",
    },
)
