"""A GRU computes faster than an LSTM and is smaller."""

import math

from rnnbench.claims import TIME_MARGIN, Claim, Identity, Question, Readings, Superior

FASTER = -math.log(1 - TIME_MARGIN)
CLAIM = Claim(
    section="Cells",
    sources=("L3", "L5"),
    wording="A GRU computes faster than an LSTM with as many units, and it is smaller.",
    refuted_by="an LSTM update that does not take longer than a GRU update by the margin",
    primary=Question(Readings("gru_time", "log_ratio", a=("engine", "torch.nn")), Superior(FASTER)),
    secondary={
        "in PyTorch, with fused kernels for neither": Question(
            Readings("gru_time", "log_ratio", a=("torch.nn, unfused",)), Superior(FASTER)
        ),
        "a GRU has three quarters of an LSTM's parameters": Question(
            Readings("gru_parameters", "off", a=("engine", "torch.nn")), Identity()
        ),
    },
    notes={
        "does not hold": "A GRU has three quarters of an LSTM's weights and operations. Whether "
        "that saves time depends on the implementation. A library may have a fused kernel for the "
        "LSTM alone. A GRU that resets its state before the matrix product must wait for its gates "
        "in the middle of every step. The effect is the mean over this suite's own cells and "
        "PyTorch's layers; compare them separately. The table of sizes and speeds measures whole "
        "training jobs of many nets instead.",
    },
)
