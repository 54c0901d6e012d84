"""A bidirectional language model sees what it is to predict."""

from rnnbench.claims import SCORE_MARGIN, Claim, Contrast, Identity, Question, Readings, Superior

PROBE, BOTH, ONE = "bidirectional_lm", ("bidirectional",), ("forward",)
# Losses are in units of a guess's; a score of 1 is half of that.
MARGIN = SCORE_MARGIN / 2

CLAIM = Claim(
    section="Architectures",
    sources=("L3",),
    wording="A bidirectional net cannot be a language model: it sees what it is to predict, so its "
    "loss on true text collapses, and says nothing of the text that it writes.",
    refuted_by="a gap between the loss of the text that it writes and its loss on true text that "
    "is not wider, by the margin, than that of a net that reads forwards",
    primary=Question(Readings(PROBE, "gap", a=BOTH, b=ONE), Superior(MARGIN)),
    secondary={
        "its loss on true text is below what the past can tell": Question(
            Readings(PROBE, "below", a=BOTH), Superior(MARGIN)
        ),
        "its own text is worse than that of one direction": Question(
            Readings(PROBE, "own_loss", a=BOTH, b=ONE), Superior(MARGIN)
        ),
        "its answers all depend on the next symbol": Question(
            Readings(PROBE, "unseen", a=BOTH), Identity()
        ),
        "those of one direction never do": Question(Readings(PROBE, "leak", a=ONE), Identity()),
        "on real text its loss on true text is better, too": Question(
            Contrast("leaking", "variant", a=("bidirectional=True",), b=("bidirectional=False",)),
            Superior(),
        ),
    },
    notes={
        "holds": "It follows from the construction of a net that reads a text before it "
        "predicts it. Models that hide the words to be predicted, such as masked ones, are "
        "another matter, and so are bidirectional encoders of a given input.",
    },
)
