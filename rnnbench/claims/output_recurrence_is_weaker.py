"""Nets that feed back their output, not their hidden state, are less powerful."""

from rnnbench.claims import (
    Claim,
    Contrast,
    Identity,
    Question,
    Readings,
    Succeeds,
    Superior,
    Within,
)

CONTRAST = Contrast("output_recurrence", "cell", a=("vanilla",), b=("output_recurrence",))

CLAIM = Claim(
    section="Training strategies",
    sources=("L4",),
    wording="Feeding the output back instead of the hidden state makes a recurrent net less "
    "powerful, though with teacher forcing its steps can be trained all at once.",
    refuted_by="nets with output recurrence that reach the target more often than those with "
    "hidden recurrence",
    primary=Question(CONTRAST, Succeeds("reached")),
    secondary={
        "its score is lower": Question(CONTRAST, Superior()),
        "fed the true outputs, all steps can be trained at once": Question(
            Readings("forced_steps", "error", a=("true output",)), Identity()
        ),
        # To matter it has to be a hundredth of the gradient's length.
        **{
            f"fed {what}, they cannot": Question(
                Readings("forced_steps", "error", a=(feedback,)), Within(low=0.01)
            )
            for what, feedback in (("its own outputs", "own output"), ("hidden states", "hidden"))
        },
    },
    notes={
        "holds": "How much weaker depends on how much of its past an output tells: here it "
        "is the answer alone, which has to carry all that the net remembers.",
    },
)
