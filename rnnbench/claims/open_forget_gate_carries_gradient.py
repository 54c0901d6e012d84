"""A forget gate near one carries the gradient, even when saturated."""

import math

from rnnbench.claims import Claim, Question, Readings, Within

# If the memory cell's own path alone carried the gradient, every step would multiply it by the
# gate: slope 1. Paths through the output and the gates add to it whatever the gate's value, which
# flattens the slope. Within a quarter of 1 the gate still dominates.
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L1", "L2", "L3", "L5"),
    wording="While an LSTM's forget gates are near one, the gradient passes over long gaps, and "
    "saturation at one does not stop it.",
    refuted_by="a memory-cell gradient whose change per step does not follow the forget gate; or, "
    "in the secondary question, one that is lost where the gate is saturated at 1",
    primary=Question(
        Readings("forget_gate_gradients", "rate", a=("open",), summary="slope"),
        Within(0.75, 1.25),
    ),
    secondary={
        "with the gate saturated at 1, at least half of the gradient remains after all "
        "steps": Question(
            Readings("forget_gate_gradients", "kept", a=("saturated",)), Within(low=-math.log(2))
        ),
    },
    notes={
        "does not hold": "The forget gate alone does not set how fast the gradient of the memory "
        "cell fades. Paths through the output and the other gates add to what it lets through. A "
        "secondary question tests whether gates saturated at one pass the gradient on.",
        "undecided": "It is undecided whether the forget gate alone sets how fast the gradient "
        "fades. Half-open gates count here, too, and paths through the output and the other gates "
        "add to what the gate lets through. A secondary question tests whether gates saturated at "
        "one pass the gradient on.",
    },
)
