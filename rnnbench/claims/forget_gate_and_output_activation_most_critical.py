"""The forget gate and the output activation are the LSTM's most critical parts."""

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
    wording="The forget gate and the output activation are the LSTM's most critical parts: "
    "removing either hurts more than any other change.",
    refuted_by="another change that hurts more than removing the forget gate or the output "
    "activation",
    primary=Question(
        Contrast("cells", "cell", a=("lstm",), b=(*CRITICAL, *OTHERS)), Ranks(first=CRITICAL)
    ),
    notes={
        "does not hold": "Which part of an LSTM is most critical depends on the task. The forget "
        "gate matters where old contents must be erased. It matters little where every sequence "
        "starts afresh and has little to store. Results of large studies on speech and handwriting "
        "need not hold for other data.",
    },
)
