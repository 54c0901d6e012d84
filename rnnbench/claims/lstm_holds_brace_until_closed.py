"""The LSTM's memory holds an open brace until it is closed, whatever comments say."""

from rnnbench.claims import Claim, Contrast, Question, Readings, Succeeds, Superior

CONTRAST = Contrast("brackets", "cell", a=("lstm",), b=("vanilla",))

CLAIM = Claim(
    section="Cells",
    sources=("L5",),
    wording="An LSTM's memory holds an open brace until it is closed and ignores the braces in "
    "comments, which nets without such a memory do not manage.",
    refuted_by="vanilla nets that learn to match braces more often than LSTMs",
    primary=Question(CONTRAST, Succeeds("reached")),
    secondary={
        "it counts open braces better": Question(CONTRAST, Superior()),
        "it loses more without its forget gate": Question(
            Contrast("brackets", "cell", a=("lstm",), b=("no_forget_gate_lstm",)), Superior()
        ),
    },
    pictures={
        f"{what} of the unit that follows the brace, step by step": Readings(
            "brace_trace", quantity, a=("outside", "inside", "comment", "brace in a comment")
        )
        for what, quantity in (("The memory", "memory"), ("The forget gate", "forget_gate"))
    },
    notes={
        "undecided": "Where both kinds of net learn the task, or neither does, it cannot tell "
        "them apart. An open brace is one of a few discrete states, which plain nets can hold "
        "as well; the pictures show what the LSTM's memory does with it.",
        "does not hold": "It takes no gated memory to hold an open brace: braces and comments are a "
        "few discrete states, which a plain net can hold by feeding them back to itself.",
    },
)
