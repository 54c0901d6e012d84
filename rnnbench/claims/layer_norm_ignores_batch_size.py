"""Layer norm does not depend on the batch size."""

from rnnbench.claims import Claim, Identity, Question, Readings, Superior

CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="Layer norm does not depend on the batch size: an example gets the same outputs alone "
    "as in a batch, at any sequence length.",
    refuted_by="one example whose outputs alone differ from those in a batch",
    primary=Question(
        Readings("batch_independence", "alone", a=("layer", "layer_memory")), Identity()
    ),
    secondary={
        # Outputs lie between -1 and 1: a hundredth of that range exceeds any rounding error.
        "with batch norm the outputs differ": Question(
            Readings("batch_independence", "mean_alone", a=("batch",)), Superior(0.02)
        ),
    },
)
