"""A forget gate near one passes the gradient on, also where it is saturated."""

import math

from rnnbench.claims import Claim, Question, Readings, Within

# If the memory's own path alone carried the gradient, every step would multiply it by the gate:
# slope 1. Paths through the output and the gates add to it whatever the gate is, which flattens the
# slope. A quarter either way leaves the gate what decides.
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L1", "L2", "L3", "L5"),
    wording="While an LSTM's forget gates are near one the gradient passes over long gaps, and "
    "their saturation at one does not stop it.",
    refuted_by="a gradient of the memory that does not change from step to step as the forget gate "
    "does, or, beside it, one that is lost where the gate is saturated at 1",
    primary=Question(
        Readings("forget_gate_gradients", "rate", a=("open",), summary="slope"),
        Within(0.75, 1.25),
    ),
    secondary={
        "at least half of it is left after all steps with the gate saturated at 1": Question(
            Readings("forget_gate_gradients", "kept", a=("saturated",)), Within(low=-math.log(2))
        ),
    },
    notes={
        "does not hold": "How fast the memory's gradient fades is not set by the forget gate alone: "
        "paths through the output and the other gates add to what it lets through. Whether gates "
        "that are saturated at one pass the gradient on is asked beside it.",
        "undecided": "What is undecided is whether the gate alone sets how fast the gradient "
        "fades. Half-open gates count here, too, and paths through the output and the other gates "
        "add to what the gate lets through; whether gates that are saturated at one pass the "
        "gradient on is asked beside it.",
    },
)
