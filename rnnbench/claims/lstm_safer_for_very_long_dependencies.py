"""The LSTM is the better default for very long dependencies and much data."""

from rnnbench.claims import Claim, Contrast, Question, Superior


def _with_data(variant: str) -> Contrast:
    return Contrast("data_size", "cell", a=("lstm",), b=("gru",), where={"variant": (variant,)})


CLAIM = Claim(
    section="Cells",
    sources=("L3",),
    wording="The LSTM is the better default for very long dependencies and much data: its lead "
    "over the GRU grows with both.",
    refuted_by="a lead over the GRU that does not grow, by the margin, from each task's shortest "
    "length to its longest",
    primary=Question(
        Contrast("core", "cell", a=("lstm",), b=("gru",), long_range=True),
        Superior(),
        minus=Contrast(
            "core", "cell", a=("lstm",), b=("gru",), long_range=True, lengths="shortest"
        ),
    ),
    secondary={
        "its lead grows with the number of training examples": Question(
            _with_data("examples=4096"), Superior(), minus=_with_data("examples=256")
        )
    },
    notes={
        "does not hold": "Long dependencies alone are no reason to prefer the LSTM. A GRU with a "
        "closed update gate keeps its state unchanged, as an LSTM does with an open forget gate. "
        "Which of them learns a long dependency sooner depends on the task. Long means the longest "
        "lengths in training, some tens of steps at the small scales.",
        "holds": "The verdict covers length. A secondary question tests the amount of data.",
    },
)
