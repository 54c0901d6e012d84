"""Weight norm brings in nothing of the other examples."""

from rnnbench.claims import Claim, Identity, Question, Readings, Superior

CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="Weight norm adds no noise: unlike batch norm's, its outputs for one example do not "
    "depend on the other examples of the batch.",
    refuted_by="one example whose outputs change with the others",
    primary=Question(Readings("batch_independence", "among", a=("weight",)), Identity()),
    secondary={
        # Outputs lie between -1 and 1: a hundredth of that range is more than any rounding.
        "batch norm's do": Question(
            Readings("batch_independence", "mean_among", a=("batch",)), Superior(0.02)
        ),
    },
)
