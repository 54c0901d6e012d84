"""Easy examples first, hard ones later: nets learn faster or further."""

from rnnbench.claims import Claim, Contrast, Faster, Question, Succeeds, Superior

CONTRAST = Contrast(
    "curriculum",
    "variant",
    a=("curriculum=growing", "curriculum=combined"),
    b=("curriculum=none",),
)

CLAIM = Claim(
    section="Training strategies",
    sources=("L1",),
    wording="With a curriculum, short sequences first and long ones later, nets learn faster or "
    "further.",
    refuted_by="a restricted mean time to target that is less than the margin below that without "
    "a curriculum",
    primary=Question(CONTRAST, Faster("updates")),
    secondary={
        "in floating-point operations": Question(CONTRAST, Faster("flops")),
        "they reach the target more often": Question(CONTRAST, Succeeds()),
        "they end at the better score": Question(CONTRAST, Superior()),
    },
    notes={
        "does not hold": "In numbers of updates a curriculum does not pay by itself: short sequences "
        "take up a part of the budget and teach gaps that are not those of the test. It is of use "
        "where nets learn next to nothing from long sequences at first; and its early updates are "
        "cheaper, so that it may pay in operations, which is asked beside it.",
        "undecided": "In numbers of updates a curriculum may help on one task and hinder on "
        "another: short sequences take up a part of the budget and teach gaps that are not those "
        "of the test. Its early updates are cheaper, so that it may pay in operations, which is "
        "asked beside it.",
    },
)
