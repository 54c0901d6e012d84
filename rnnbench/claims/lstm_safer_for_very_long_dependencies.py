"""The LSTM is the safer choice for very long dependencies and much data."""

from rnnbench.claims import Claim, Contrast, Question, Superior


def _with_data(variant: str) -> Contrast:
    return Contrast("data_size", "cell", a=("lstm",), b=("gru",), where={"variant": (variant,)})


CLAIM = Claim(
    section="Cells",
    sources=("L3",),
    wording="The LSTM is the better default for very long dependencies and much data: its lead "
    "over the GRU grows with both.",
    refuted_by="a lead over the GRU that does not grow by more than the margin from each task's "
    "shortest length to its longest",
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
        "does not hold": "Long dependencies are no reason by themselves to prefer the LSTM: a GRU whose "
        "update gate is closed carries its state on unchanged, just as an LSTM does with an open "
        "forget gate. Which of them learns a long dependency sooner depends on the task. Long "
        "means the longest that were trained at, some tens of steps at the small scales.",
        "holds": "The verdict is about length; the amount of data is a question of its own, "
        "beside it.",
    },
)
