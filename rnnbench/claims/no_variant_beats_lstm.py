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
    wording="None of the eight variants of the LSTM (without input, forget or output gate, without "
    "input or output activation, with coupled gates, peepholes or full gate recurrence) improves "
    "on it.",
    refuted_by="a variant whose score is above the LSTM's by more than the margin",
    primary=Question(Contrast("cells", "cell", a=VARIANTS, b=("lstm",)), Unbeaten()),
    notes={
        "does not hold": "The LSTM is a safe default, not an optimum: on given tasks and a given budget "
        "a variant can do better. One whose memory cannot forget, for instance, may suit sequences "
        "that start afresh and have little to store, as copying does; on streams, where old "
        "contents must go, it does not. The LSTM starts here, as in most libraries, with forget "
        "gates half open, which costs it time where answers lie far away. A small difference may "
        "be that of the learning rates which the two were given.",
    },
)
