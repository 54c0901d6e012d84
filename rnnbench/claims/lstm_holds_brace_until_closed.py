"""The LSTM's memory cell holds an open brace until it is closed and ignores comments."""

from rnnbench.claims import Claim, Contrast, Question, Readings, Succeeds, Superior

CONTRAST = Contrast("brackets", "cell", a=("lstm",), b=("vanilla",))

CLAIM = Claim(
    section="Cells",
    sources=("L5",),
    wording="An LSTM's memory cell holds an open brace until it is closed and ignores the braces "
    "in comments; nets without a memory cell fail to do so.",
    refuted_by="vanilla RNNs that learn to match braces more often than LSTMs",
    primary=Question(CONTRAST, Succeeds("reached")),
    secondary={
        "the LSTM scores higher at counting open braces": Question(CONTRAST, Superior()),
        "the LSTM scores higher than one without a forget gate": Question(
            Contrast("brackets", "cell", a=("lstm",), b=("no_forget_gate_lstm",)), Superior()
        ),
    },
    pictures={
        f"{what} of the unit that tracks the brace, step by step": Readings(
            "brace_trace", quantity, a=("outside", "inside", "comment", "brace in a comment")
        )
        for what, quantity in (("Memory cell", "memory"), ("Forget gate", "forget_gate"))
    },
    notes={
        "undecided": "Where both kinds of net learn the task, or neither does, the comparison is "
        "uninformative. An open brace is one of a few discrete states, which a vanilla RNN can "
        "hold as well. The pictures show how the LSTM's memory cell follows it.",
        "does not hold": "Holding an open brace takes no gated memory. Braces and comments form a "
        "few discrete states, which a vanilla RNN can hold through its recurrent connections.",
    },
)
