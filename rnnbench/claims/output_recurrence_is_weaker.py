"""Nets that feed back their output instead of their hidden state are less powerful."""

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
    wording="Feeding back the output instead of the hidden state makes a recurrent net less "
    "powerful, though with teacher forcing all its steps can be trained in parallel.",
    refuted_by="nets with output recurrence that reach the target more often than nets with hidden "
    "recurrence",
    primary=Question(CONTRAST, Succeeds("reached")),
    secondary={
        "output recurrence scores lower": Question(CONTRAST, Superior()),
        "with true outputs fed back, all steps can be trained in parallel": Question(
            Readings("forced_steps", "error", a=("true output",)), Identity()
        ),
        # The smallest error that matters is a hundredth of the gradient norm.
        **{
            f"with {what} fed back, they cannot": Question(
                Readings("forced_steps", "error", a=(feedback,)), Within(low=0.01)
            )
            for what, feedback in (("predictions", "own output"), ("hidden states", "hidden"))
        },
    },
    notes={
        "holds": "How much weaker output recurrence is depends on how much of the past an output "
        "contains. Here the output is the answer alone, which has to carry everything that the net "
        "remembers.",
    },
)
