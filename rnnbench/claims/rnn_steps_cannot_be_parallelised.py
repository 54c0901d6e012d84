"""The steps of a recurrent net cannot be computed side by side."""

import math

from rnnbench.claims import TIME_MARGIN, Claim, Question, Readings, Superior, Within

PROBE = "sequence_time"
CELLS = ("vanilla", "lstm", "gru")
FASTER = -math.log(1 - TIME_MARGIN)

CLAIM = Claim(
    section="Architectures",
    sources=("L3",),
    wording="The steps of a recurrent net cannot be computed in parallel: its time for a sequence "
    "grows linearly with the length, however many cores there are.",
    refuted_by="a slope of log time against log length, on all cores, that differs from 1 by more "
    "than the margin",
    primary=Question(
        Readings(PROBE, "log_time", a=CELLS, summary="slope"),
        Within(1 - TIME_MARGIN, 1 + TIME_MARGIN),
    ),
    secondary={
        "more cores do not speed the net up": Question(
            Readings(PROBE, "log_speedup", a=CELLS), Within(high=FASTER)
        ),
        "more cores speed a map of the same work up more than the net": Question(
            Readings(PROBE, "log_speedup", a=("map like lstm",), b=("lstm",)), Superior(FASTER)
        ),
        "a map of the same work takes less time": Question(
            Readings(PROBE, "log_ratio", a=CELLS), Superior(FASTER)
        ),
    },
    notes={
        "holds": "That time grows with the length does not show it alone: shared work grows, "
        "too, once all cores are busy. The comparisons with a map of the same work, beside it, "
        "tell the two apart. Nets whose step is linear in the state are an exception: a "
        "parallel scan computes them.",
        "does not hold": "Time need not be proportional to length: fixed costs weigh on short "
        "sequences, and caches on long ones. That makes no step independent of the one before, "
        "unless the step is linear in the state, when a parallel scan computes all of them.",
    },
)
