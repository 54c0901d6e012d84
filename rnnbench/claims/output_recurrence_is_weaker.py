"""Nets that feed back their output, not their hidden state, are less powerful."""

from rnnbench.claims import Claim, Contrast, Question, Succeeds, Superior

CONTRAST = Contrast("output_recurrence", "cell", a=("vanilla",), b=("output_recurrence",))

CLAIM = Claim(
    section="Training strategies",
    sources=("L4",),
    wording="Feeding the output back instead of the hidden state makes a recurrent net less "
    "powerful.",
    refuted_by="nets with output recurrence that reach the target as often as those with hidden "
    "recurrence, or more often",
    primary=Question(CONTRAST, Succeeds("reached")),
    secondary={"its score is lower": Question(CONTRAST, Superior())},
)
