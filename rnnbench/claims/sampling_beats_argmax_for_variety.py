"""Sampling from the softmax gives varied text; the argmax gives repetitive text."""

from rnnbench.claims import Claim, Question, Readings, Superior

CLAIM = Claim(
    section="Language modelling",
    sources=("L2",),
    wording="Sampling from the softmax gives varied text, while taking the most likely character "
    "each time gives repetitive text.",
    refuted_by="a share of distinct n-grams in sampled text that is not greater than in argmax "
    "text by the margin",
    primary=Question(
        Readings("text_variety", "distinct", a=("sampled",), b=("argmax",)), Superior()
    ),
    secondary={
        # A hundredth of the cross-entropy of real text.
        "the likelihood of sampled text is closer to that of real text": Question(
            Readings("text_variety", "off", a=("argmax",), b=("sampled",)), Superior(0.01)
        ),
        "real text is more varied than argmax text": Question(
            Readings("text_variety", "distinct", a=("text",), b=("argmax",)), Superior()
        ),
    },
    notes={
        "holds": "Variety does not measure quality: text drawn uniformly at random would be the "
        "most varied. A secondary question tests which text is closer to real text.",
    },
)
