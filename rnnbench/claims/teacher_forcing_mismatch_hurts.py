"""Nets trained with teacher forcing do worse when free running."""

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
    wording="A net trained on true inputs (teacher forcing) makes more errors when free running.",
    refuted_by="a free-running score that is not lower than the score on true inputs by the margin",
    primary=Question(_mismatch(), Superior()),
    secondary={
        "at twice the training length": Question(_mismatch(2.0), Superior()),
        "at four times the training length": Question(_mismatch(4.0), Superior()),
        # Scores do not fall below the baseline, so only short runs leave room for a larger loss.
        "the mismatch grows with length, from a short length to four times that length": Question(
            _mismatch(4.0, "shortest"), Superior(), minus=_mismatch(1.0, "shortest")
        ),
    },
    notes={
        "does not hold": "Free running harms a net only as far as its predictions are wrong. A net "
        "that has learned its task reads almost the same inputs as in training. The mismatch "
        "matters where errors are frequent or accumulate.",
    },
)
