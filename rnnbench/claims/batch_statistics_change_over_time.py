"""Different time steps need different statistics."""

from rnnbench.claims import Claim, Question, Readings, Superior

# A spread over time as large as the error that a batch's own statistics have anyway is the least
# that could matter: log 1 = 0.
CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="In a recurrent net under batch norm different time steps need different statistics.",
    refuted_by="means and variances that differ less from step to step than from batch to batch",
    primary=Question(
        Readings("step_statistics", "spread", a=("means", "variances")), Superior(0.0)
    ),
    secondary={
        "once the first half of the sequence is over": Question(
            Readings("step_statistics", "late_spread", a=("means", "variances")), Superior(0.0)
        ),
    },
    notes={
        "holds": "The test does not say when they change: a state that sets out from zero "
        "and then settles would pass it. The question beside it looks at the later half of the "
        "sequence alone.",
    },
)
