"""Under weight norm an example's outputs do not depend on the other examples."""

from rnnbench.claims import Claim, Identity, Question, Readings, Superior

CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="Weight norm adds no noise: unlike with batch norm, the outputs for one example do not "
    "depend on the other examples of the batch.",
    refuted_by="one example whose outputs change with the other examples",
    primary=Question(Readings("batch_independence", "among", a=("weight",)), Identity()),
    secondary={
        # Outputs lie between -1 and 1: a hundredth of that range exceeds any rounding error.
        "with batch norm they do": Question(
            Readings("batch_independence", "mean_among", a=("batch",)), Superior(0.02)
        ),
    },
)
