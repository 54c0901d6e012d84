"""One dropout mask for all steps regularises better than a fresh one at each step."""

from rnnbench.claims import Claim, Contrast, Question, Superior


def _gain(kind: str, over: str, study: str = "dropout") -> Question:
    return Question(
        Contrast(study, "variant", a=(f"dropout={kind}",), b=(f"dropout={over}",)), Superior()
    )


CLAIM = Claim(
    section="Training strategies",
    sources=("L1",),
    wording="With little data, variational dropout, with one mask for all steps that reaches the "
    "recurrent state as well, regularises better than a fresh mask at each step.",
    refuted_by="language models of a small text that score no higher with one mask for all steps "
    "than with fresh ones by the margin",
    primary=_gain("variational", "per_step"),
    secondary={
        "variational dropout helps at all": _gain("variational", "none"),
        "so does a fresh mask at each step": _gain("per_step", "none"),
        "so does zoneout": _gain("zoneout", "none"),
        "variational dropout does better than zoneout": _gain("variational", "zoneout"),
    },
    notes={
        "holds": "The two kinds differ in two ways at once, in that one mask serves all "
        "steps and in that it reaches the recurrent state; the contrast does not tell which of "
        "them helps. All have the same rate, which was not tuned.",
        "does not hold": "One mask for all steps is not better by itself: dropout regularises in "
        "either form, and masks on the recurrent state also cost memory. Which does better "
        "depends on the rate and on how much a net overfits.",
    },
)
