"""A GRU is quicker to compute than an LSTM, and smaller."""

import math

from rnnbench.claims import TIME_MARGIN, Claim, Identity, Question, Readings, Superior

FASTER = -math.log(1 - TIME_MARGIN)
CLAIM = Claim(
    section="Cells",
    sources=("L3", "L5"),
    wording="A GRU is quicker to compute than an LSTM of as many units, and it is smaller.",
    refuted_by="an update of the LSTM that does not take longer than one of the GRU by the margin",
    primary=Question(Readings("gru_time", "log_ratio", a=("engine", "torch.nn")), Superior(FASTER)),
    secondary={
        "in PyTorch, neither with a fused kernel": Question(
            Readings("gru_time", "log_ratio", a=("torch.nn, unfused",)), Superior(FASTER)
        ),
        "three quarters of the parameters": Question(
            Readings("gru_parameters", "off", a=("engine", "torch.nn")), Identity()
        ),
    },
    notes={
        "does not hold": "A GRU has three quarters of the weights and operations of an LSTM, but whether "
        "that saves time is up to the implementation. A library may have a fused kernel for the "
        "LSTM alone, and a GRU that resets its state before the product waits for its gates in the "
        "midst of every step. The effect is the mean of this suite's own cells and PyTorch's "
        "layers: read them one by one. Whole training jobs of many nets, in the table of sizes and "
        "speeds, are a measure of its own.",
    },
)
