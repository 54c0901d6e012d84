"""The steps of a recurrent net cannot be computed in parallel."""

import math

from rnnbench.claims import TIME_MARGIN, Claim, Question, Readings, Superior, Within

PROBE = "sequence_time"
CELLS = ("vanilla", "lstm", "gru")
FASTER = -math.log(1 - TIME_MARGIN)

CLAIM = Claim(
    section="Architectures",
    sources=("L3",),
    wording="The steps of a recurrent net cannot be computed in parallel: its time per sequence "
    "grows linearly with the length, however many cores there are.",
    refuted_by="on all cores, a slope of log time against log length that differs from 1 by more "
    "than the margin",
    primary=Question(
        Readings(PROBE, "log_time", a=CELLS, summary="slope"),
        Within(1 - TIME_MARGIN, 1 + TIME_MARGIN),
    ),
    secondary={
        "more cores do not speed up the net": Question(
            Readings(PROBE, "log_speedup", a=CELLS), Within(high=FASTER)
        ),
        "more cores speed up a parallel map of the same work more than the net": Question(
            Readings(PROBE, "log_speedup", a=("map like lstm",), b=("lstm",)), Superior(FASTER)
        ),
        "a parallel map of the same work takes less time": Question(
            Readings(PROBE, "log_ratio", a=CELLS), Superior(FASTER)
        ),
    },
    notes={
        "holds": "Linear time alone does not prove the claim: the time of parallel work grows with "
        "the length, too, once all cores are busy. The secondary comparisons with a parallel map "
        "of the same work separate the two. Nets whose step is linear in the state are an "
        "exception: a parallel scan computes them.",
        "does not hold": "Time need not be proportional to length: fixed costs weigh on short "
        "sequences, and caches on long ones. Each step still depends on the step before. Only "
        "steps that are linear in the state are an exception: a parallel scan computes all of "
        "them.",
    },
)
