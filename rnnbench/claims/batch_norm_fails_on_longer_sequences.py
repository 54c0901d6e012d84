"""Batch norm's statistics break on sequences longer than those of training."""

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
    wording="Batch norm, whose statistics are those of each time step, breaks when test sequences "
    "are longer than any in training.",
    refuted_by="a loss of score at four times the training length that is not greater with batch "
    "norm than without by the margin",
    primary=Question(_loss("batch", 4.0), Superior(), minus=_loss("batch", 1.0)),
    secondary={
        "at twice the training length": Question(
            _loss("batch", 2.0), Superior(), minus=_loss("batch", 1.0)
        ),
        "so does layer norm": Question(_loss("layer", 4.0), Superior(), minus=_loss("layer", 1.0)),
        "statistics shared by all steps do better at four times the length": Question(
            _policies("shared", "last_step"), Superior()
        ),
        "further steps without statistics do worse than with those of the last step": Question(
            _policies("last_step", "per_step"), Superior()
        ),
    },
    notes={
        "does not hold": "Batch norm need not break on longer sequences: nets go on here with the "
        "statistics of the last step of training, and lose no more than the margin beyond what "
        "nets without norm lose. How the further steps get their statistics is what matters.",
        "undecided": "Any net trained at one length may do worse at others; what counts here is "
        "what batch norm loses beyond that. Its nets go on with the statistics of the last step "
        "of training, which is a remedy already.",
        "holds": "Its nets go on with the statistics of the last step of training, and lose "
        "more than nets without norm nevertheless.",
    },
)
