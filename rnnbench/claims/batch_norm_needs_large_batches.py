"""Batch norm needs large batches."""

from rnnbench.claims import Claim, Contrast, Question, Superior


def _gain(norm: str, variant: str) -> Contrast:
    return Contrast("normalisation", "norm", a=(norm,), b=("none",), where={"variant": (variant,)})


CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="Batch norm needs large batches: with small batches its gain is lost.",
    refuted_by="a gain from batch norm that is not greater, by the margin, with batches of 32 than "
    "with batches of 4",
    primary=Question(_gain("batch", "batch=32"), Superior(), minus=_gain("batch", "batch=4")),
    secondary={
        "layer norm needs large batches, too": Question(
            _gain("layer", "batch=32"), Superior(), minus=_gain("layer", "batch=4")
        )
    },
    notes={
        "does not hold": "Small batches need not cost batch norm its gain. They make its "
        "statistics noisier in training, but the test uses statistics of much training data.",
    },
)
