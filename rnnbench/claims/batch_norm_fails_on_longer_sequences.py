"""Batch norm's per-step statistics fail on sequences longer than those in training."""

from rnnbench.claims import Claim, Contrast, Question, Superior

LARGE = {"variant": ("batch=32",)}


def _loss(norm: str, tested_at: float) -> Contrast:
    return Contrast(
        "normalisation", "norm", a=("none",), b=(norm,), where=LARGE, tested_at=tested_at
    )


def _policies(a: str, b: str) -> Contrast:
    return Contrast(
        "batch_statistics",
        "variant",
        a=(f"batch_statistics={a}",),
        b=(f"batch_statistics={b}",),
        where={"norm": ("batch",)},
        tested_at=4.0,
    )


CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="Batch norm, with separate statistics for each time step, fails on test sequences "
    "longer than any in training.",
    refuted_by="at four times the training length, a drop in score with batch norm that does not "
    "exceed the drop without norm by the margin",
    primary=Question(_loss("batch", 4.0), Superior(), minus=_loss("batch", 1.0)),
    secondary={
        "at twice the training length": Question(
            _loss("batch", 2.0), Superior(), minus=_loss("batch", 1.0)
        ),
        "layer norm fails on longer sequences, too": Question(
            _loss("layer", 4.0), Superior(), minus=_loss("layer", 1.0)
        ),
        "at four times the length, statistics shared by all steps score higher than the last "
        "step's": Question(_policies("shared", "last_step"), Superior()),
        "at four times the length, the last step's statistics score higher than none for further "
        "steps": Question(_policies("last_step", "per_step"), Superior()),
    },
    notes={
        "does not hold": "Batch norm need not fail on longer sequences. Beyond the training "
        "length, nets here reuse the statistics of the last trained time step. They lose no more "
        "than the margin beyond what nets without norm lose. What matters is how the further steps "
        "get their statistics.",
        "undecided": "Any net trained at one length may do worse at other lengths. The claim "
        "counts only what batch norm loses beyond that. Nets here reuse the statistics of the last "
        "trained time step for all further steps, which is already a remedy.",
        "holds": "Nets here reuse the statistics of the last trained time step for all further "
        "steps. They still lose more than nets without norm.",
    },
)
