"""Nets that were trained on true inputs do worse on their own outputs."""

from rnnbench.claims import Claim, Contrast, Question, Superior


def _mismatch(tested_at: float = 1.0) -> Contrast:
    return Contrast(
        "forcing",
        "inputs",
        a=("given",),
        b=("own",),
        where={"variant": ("forcing=teacher",)},
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
        "the more so, the longer it runs: at four times the length": Question(
            _mismatch(4.0), Superior(), minus=_mismatch()
        ),
    },
)
