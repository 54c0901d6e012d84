"""Different time steps need different batch-norm statistics."""

from rnnbench.claims import Claim, Question, Readings, Superior

# The smallest spread over time that matters equals the standard error of one batch's statistics:
# log 1 = 0.
CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="In a recurrent net, batch norm needs different statistics at different time steps.",
    refuted_by="means and variances that vary less between time steps than between batches",
    primary=Question(
        Readings("step_statistics", "spread", a=("means", "variances")), Superior(0.0)
    ),
    secondary={
        "in the second half of the sequence alone": Question(
            Readings("step_statistics", "late_spread", a=("means", "variances")), Superior(0.0)
        ),
    },
    notes={
        "holds": "The test does not show when the statistics change. A state that starts at zero "
        "and then settles would pass it. A secondary question tests the second half of the "
        "sequence alone.",
    },
)
