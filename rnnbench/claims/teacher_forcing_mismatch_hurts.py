"""Nets that were trained on true inputs do worse on their own outputs."""

from typing import Literal

from rnnbench.claims import Claim, Contrast, Question, Superior


def _mismatch(
    tested_at: float = 1.0, lengths: Literal["longest", "shortest"] = "longest"
) -> Contrast:
    return Contrast(
        "forcing",
        "inputs",
        a=("given",),
        b=("own",),
        where={"variant": ("forcing=teacher",)},
        lengths=lengths,
        tested_at=tested_at,
    )


CLAIM = Claim(
    section="Training strategies",
    sources=("L1", "L4"),
    wording="A net that was trained on true inputs (teacher forcing) errs more when it runs on its "
    "own outputs.",
    refuted_by="a score on own answers that is not lower than on true inputs by the margin",
    primary=Question(_mismatch(), Superior()),
    secondary={
        "at twice the training length": Question(_mismatch(2.0), Superior()),
        "at four times the training length": Question(_mismatch(4.0), Superior()),
        # Scores do not fall below the baseline's: only short runs leave room to lose more.
        "the more so, the longer it runs: from a short length to four times that": Question(
            _mismatch(4.0, "shortest"), Superior(), minus=_mismatch(1.0, "shortest")
        ),
    },
    notes={
        "does not hold": "Own outputs harm a net only as far as they are wrong: one that has learned "
        "its task reads much the same as in training. The mismatch matters where errors are "
        "frequent, or build on each other.",
    },
)
