"""No variant of the LSTM improves on it."""

from rnnbench.claims import Claim, Contrast, Question, Unbeaten

VARIANTS = (
    "no_input_gate_lstm",
    "no_forget_gate_lstm",
    "no_output_gate_lstm",
    "no_input_activation_lstm",
    "no_output_activation_lstm",
    "coupled_lstm",
    "peephole_lstm",
    "full_gate_recurrence_lstm",
)

CLAIM = Claim(
    section="Cells",
    sources=("L1",),
    wording="None of eight LSTM variants improves on the LSTM: no input, forget or output gate, no "
    "input or output activation, coupled gates, peepholes, full gate recurrence.",
    refuted_by="a variant whose score exceeds the LSTM's by more than the margin",
    primary=Question(Contrast("cells", "cell", a=VARIANTS, b=("lstm",)), Unbeaten()),
    notes={
        "does not hold": "The LSTM is a safe default, not an optimum: on given tasks and within a "
        "given budget, a variant can do better. A variant that cannot forget may suit sequences "
        "that start afresh and have little to store, such as copying. It does not suit streams, "
        "where old contents must be erased. As in most libraries, the LSTM here starts with forget "
        "gates half open, which slows it down where dependencies are distant. A small difference "
        "may come from the learning rates of the two cells.",
    },
)
