"""Batch norm needs large batches."""

from rnnbench.claims import Claim, Contrast, Question, Superior


def _gain(norm: str, variant: str) -> Contrast:
    return Contrast("normalisation", "norm", a=(norm,), b=("none",), where={"variant": (variant,)})


CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="Batch norm needs large batches: what it gains is lost when batches are small.",
    refuted_by="a gain from batch norm that is not greater with batches of 32 than with batches "
    "of 4 by the margin",
    primary=Question(_gain("batch", "batch=32"), Superior(), minus=_gain("batch", "batch=4")),
    secondary={
        "so does layer norm": Question(
            _gain("layer", "batch=32"), Superior(), minus=_gain("layer", "batch=4")
        )
    },
    notes={
        "does not hold": "Small batches need not cost batch norm its gain: they make its statistics "
        "noisier in training, but a test uses those of much training data.",
    },
)
