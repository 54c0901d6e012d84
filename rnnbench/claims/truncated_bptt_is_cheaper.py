"""Back-propagating through chunks costs less time and memory per update."""

import math

from rnnbench.claims import TIME_MARGIN, Claim, Equivalent, Question, Readings, Superior

CHEAPER = -math.log(1 - TIME_MARGIN)


def _of(quantity: str) -> Readings:
    return Readings("truncation_cost", quantity, a=("whole",), b=("chunk",))


CLAIM = Claim(
    section="Training strategies",
    sources=("L1",),
    wording="Back-propagating through chunks of a sequence costs less time and memory per update "
    "than back-propagating through the whole sequence.",
    refuted_by="an update on the whole sequence that does not take longer than an update on a "
    "chunk by the margin",
    primary=Question(_of("log_time"), Superior(CHEAPER)),
    secondary={
        "in memory": Question(_of("log_memory"), Superior(CHEAPER)),
        "in floating-point operations": Question(_of("log_operations"), Superior(CHEAPER)),
        "one update on all chunks takes as long as one on the whole sequence": Question(
            Readings("truncation_cost", "log_time", a=("whole in chunks",), b=("whole",)),
            Equivalent(CHEAPER),
        ),
    },
    notes={
        "holds": "An update on a chunk is cheaper because it sees less text, so the claim is "
        "nearly true by construction. The same text takes more of these updates. What truncation "
        "saves there is memory.",
    },
)
