"""The forget gate and the output activation are what an LSTM can spare least."""

from rnnbench.claims import Claim, Contrast, Question, Ranks

CRITICAL = ("no_forget_gate_lstm", "no_output_activation_lstm")
OTHERS = (
    "no_input_gate_lstm",
    "no_output_gate_lstm",
    "no_input_activation_lstm",
    "coupled_lstm",
    "peephole_lstm",
    "full_gate_recurrence_lstm",
)

CLAIM = Claim(
    section="Cells",
    sources=("L1",),
    wording="The forget gate and the output activation are the LSTM's most critical parts: taking "
    "either away hurts more than any other change.",
    refuted_by="another change that hurts more than taking away the forget gate or the output "
    "activation does",
    primary=Question(
        Contrast("cells", "cell", a=("lstm",), b=(*CRITICAL, *OTHERS)), Ranks(first=CRITICAL)
    ),
    notes={
        "does not hold": "Which part an LSTM can spare least depends on the task: a forget gate "
        "matters where old contents must go, and little where every sequence starts afresh and "
        "has little to store. What large studies found on speech and handwriting is no law for "
        "other data.",
    },
)
