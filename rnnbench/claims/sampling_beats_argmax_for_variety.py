"""Drawing from the softmax gives varied text; taking the likeliest symbol repeats itself."""

from rnnbench.claims import Claim, Question, Readings, Superior

CLAIM = Claim(
    section="Language modelling",
    sources=("L2",),
    wording="Drawing from the softmax gives varied text, while taking the likeliest character each "
    "time repeats itself.",
    refuted_by="drawn texts whose share of distinct n-grams is not greater by the margin",
    primary=Question(
        Readings("text_variety", "distinct", a=("sampled",), b=("argmax",)), Superior()
    ),
    secondary={
        # A hundredth of real text's cross-entropy.
        "drawn text is nearer to real text in how likely it is": Question(
            Readings("text_variety", "off", a=("argmax",), b=("sampled",)), Superior(0.01)
        ),
        "real text is more varied than the likeliest": Question(
            Readings("text_variety", "distinct", a=("text",), b=("argmax",)), Superior()
        ),
    },
    notes={
        "holds": "Variety is no measure of quality, for text drawn blindly would be the most "
        "varied. The question beside it asks which text is nearer to real text.",
    },
)
