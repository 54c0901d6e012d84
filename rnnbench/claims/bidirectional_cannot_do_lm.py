"""A bidirectional language model sees its own targets."""

from rnnbench.claims import SCORE_MARGIN, Claim, Contrast, Identity, Question, Readings, Superior

PROBE, BOTH, ONE = "bidirectional_lm", ("bidirectional",), ("forward",)
# Losses are relative to the loss of a random guess; a score of 1 is half of that.
MARGIN = SCORE_MARGIN / 2

CLAIM = Claim(
    section="Architectures",
    sources=("L3",),
    wording="A bidirectional net cannot be a language model: it sees its own targets, so its loss "
    "on true text collapses and does not reflect the quality of the text that it generates.",
    refuted_by="a gap between the loss of generated text and the loss on true text that is not "
    "wider, by the margin, than the gap of a forward net",
    primary=Question(Readings(PROBE, "gap", a=BOTH, b=ONE), Superior(MARGIN)),
    secondary={
        "its loss on true text is below the entropy of the source": Question(
            Readings(PROBE, "below", a=BOTH), Superior(MARGIN)
        ),
        "its generated text has a higher loss than that of a forward net": Question(
            Readings(PROBE, "own_loss", a=BOTH, b=ONE), Superior(MARGIN)
        ),
        "all its predictions depend on the next symbol": Question(
            Readings(PROBE, "unseen", a=BOTH), Identity()
        ),
        "a forward net's predictions never do": Question(
            Readings(PROBE, "leak", a=ONE), Identity()
        ),
        "on a real corpus it scores higher on true text, too": Question(
            Contrast("leaking", "variant", a=("bidirectional=True",), b=("bidirectional=False",)),
            Superior(),
        ),
    },
    notes={
        "holds": "The result follows from the construction: a bidirectional net reads the text "
        "before it predicts it. Masked language models, which hide the words to be predicted, are "
        "a different case. So are bidirectional encoders of a given input.",
    },
)
