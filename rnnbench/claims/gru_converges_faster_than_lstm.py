"""The GRU converges faster than the LSTM."""

from rnnbench.claims import Claim, Contrast, Faster, Question

CONTRAST = Contrast("core", "cell", a=("gru",), b=("lstm",))

CLAIM = Claim(
    section="Cells",
    sources=("L1",),
    wording="The GRU converges faster than the LSTM.",
    refuted_by="a restricted mean time to target that is not shorter, by the margin, than the "
    "LSTM's",
    primary=Question(CONTRAST, Faster("updates")),
    secondary={
        "in floating-point operations": Question(CONTRAST, Faster("flops")),
        "at equal numbers of weights": Question(
            Contrast("equal_parameters", "cell", a=("gru",), b=("lstm",)), Faster("updates")
        ),
    },
)
