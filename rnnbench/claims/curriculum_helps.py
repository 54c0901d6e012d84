"""Easy examples first and hard ones later: nets learn faster or further."""

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
    refuted_by="a restricted mean time to target that is not shorter, by the margin, than without "
    "a curriculum",
    primary=Question(CONTRAST, Faster("updates")),
    secondary={
        "in floating-point operations": Question(CONTRAST, Faster("flops")),
        "they reach the target more often": Question(CONTRAST, Succeeds()),
        "they end at a higher score": Question(CONTRAST, Superior()),
    },
    notes={
        "does not hold": "In numbers of updates a curriculum does not pay off by itself. Short "
        "sequences take up part of the budget and teach gaps that differ from those of the test. A "
        "curriculum is useful where nets learn almost nothing from long sequences at first. Its "
        "early updates are cheaper, so it may pay off in operations; a secondary question tests "
        "this.",
        "undecided": "In numbers of updates a curriculum may help on one task and hinder on "
        "another. Short sequences take up part of the budget and teach gaps that differ from those "
        "of the test. Early updates are cheaper, so a curriculum may pay off in operations; a "
        "secondary question tests this.",
    },
)
