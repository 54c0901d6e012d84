"""Layer norm does not depend on the size of the batch."""

from rnnbench.claims import Claim, Identity, Question, Readings, Superior

CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="Layer norm does not depend on the size of the batch: it gives an example the same "
    "outputs alone as in a batch, at any length of the sequence.",
    refuted_by="one example whose outputs alone are not those in a batch",
    primary=Question(
        Readings("batch_independence", "alone", a=("layer", "layer_memory")), Identity()
    ),
    secondary={
        # Outputs lie between -1 and 1: a hundredth of that range is more than any rounding.
        "batch norm gives it others": Question(
            Readings("batch_independence", "mean_alone", a=("batch",)), Superior(0.02)
        ),
    },
)
