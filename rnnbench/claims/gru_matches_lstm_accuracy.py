"""GRU and LSTM reach similar accuracy."""

from rnnbench.claims import Claim, Contrast, Equivalent, Question

CLAIM = Claim(
    section="Cells",
    sources=("L1", "L3"),
    wording="GRU and LSTM reach similar accuracy.",
    refuted_by="a mean score difference beyond the margin, in either direction",
    primary=Question(Contrast("core", "cell", a=("gru",), b=("lstm",)), Equivalent()),
    secondary={
        "at each task's shortest length": Question(
            Contrast("core", "cell", a=("gru",), b=("lstm",), lengths="shortest"), Equivalent()
        ),
        "at equal numbers of weights": Question(
            Contrast("equal_parameters", "cell", a=("gru",), b=("lstm",)), Equivalent()
        ),
    },
    contradicts=("lstm_more_powerful_than_gru",),
    notes={
        "does not hold": "GRU and LSTM need not score alike within a given budget. Which of them "
        "leads, and by how much, depends on the task and the learning rate. At a rate that is high "
        "for both, the order may reverse. The score after a fixed number of updates depends on the "
        "speed of learning as well as on the final quality. So try both cells.",
    },
)
