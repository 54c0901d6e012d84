"""Weight norm costs less time and memory than batch norm."""

import math

from rnnbench.claims import TIME_MARGIN, Claim, Question, Readings, Superior

CHEAPER = -math.log(1 - TIME_MARGIN)
CLAIM = Claim(
    section="Normalisation",
    sources=("L1",),
    wording="Weight norm costs less time and memory than batch norm.",
    refuted_by="an update with batch norm that is not slower than one with weight norm by at least "
    "the margin",
    primary=Question(
        Readings("norm_cost", "log_time", a=("batch",), b=("weight",)), Superior(CHEAPER)
    ),
    secondary={
        "in memory": Question(
            Readings("norm_cost", "log_memory", a=("batch",), b=("weight",)), Superior(CHEAPER)
        ),
    },
)
