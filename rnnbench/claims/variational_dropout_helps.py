"""One dropout mask for all steps regularises better than a new mask at each step."""

from rnnbench.claims import Claim, Contrast, Question, Superior


def _gain(kind: str, over: str, study: str = "dropout") -> Question:
    return Question(
        Contrast(study, "variant", a=(f"dropout={kind}",), b=(f"dropout={over}",)), Superior()
    )


CLAIM = Claim(
    section="Training strategies",
    sources=("L1",),
    wording="With little data, variational dropout (one mask for all steps, also on the recurrent "
    "state) regularises better than a new mask at each step.",
    refuted_by="language models of a small text that do not score higher, by the margin, with "
    "variational dropout than with a new mask at each step",
    primary=_gain("variational", "per_step"),
    secondary={
        "variational dropout scores higher than no dropout": _gain("variational", "none"),
        "so does a new mask at each step": _gain("per_step", "none"),
        "so does zoneout": _gain("zoneout", "none"),
        "variational dropout scores higher than zoneout": _gain("variational", "zoneout"),
    },
    notes={
        "holds": "The two kinds differ in two ways: variational dropout uses one mask for all "
        "steps, and it also masks the recurrent state. The contrast does not separate the two "
        "effects. All kinds use the same rate, which was not tuned.",
        "does not hold": "One mask for all steps is not better by itself. Dropout regularises in "
        "either form, and masks on the recurrent state also erase memory. Which form does better "
        "depends on the rate and on how much a net overfits.",
    },
)
