"""An LSTM guarantees neither that gradients do not vanish nor that they do not explode."""

import math

from rnnbench.claims import Claim, Question, Readings, Within

# Vanished is what has come down to a hundredth over 100 steps, exploded what has grown a
# hundredfold. Both have to happen at some scale of the recurrent weights: the lesser of the two
# extents is judged, at the inits in common use.
GREAT = math.log(100)
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L3",),
    wording="An LSTM gives no guarantee that the gradient neither vanishes nor explodes.",
    refuted_by="at every scale of the recurrent weights a gradient that stays above a hundredth, "
    "or at every scale one that does not grow a hundredfold, over 100 steps",
    primary=Question(
        Readings("lstm_gradients", "both_ways", a=("default", "forget_bias_one")),
        Within(low=GREAT),
    ),
    secondary={
        "biases for memories that last": Question(
            Readings("lstm_gradients", "both_ways", a=("chrono",)), Within(low=GREAT)
        ),
        "forget gates that are always open": Question(
            Readings("lstm_gradients", "both_ways", a=("always_open",)), Within(low=GREAT)
        ),
    },
    contradicts=("lstm_explodes_but_does_not_vanish",),
    pictures={
        "Change of the gradient over all steps, by the scale of the recurrent weights": Readings(
            "lstm_gradients", "change", a=("default", "forget_bias_one", "chrono", "always_open")
        ),
    },
    notes={
        "holds": "It is enough that the gradient vanishes at one scale of the recurrent "
        "weights and explodes at another; the largest scales are far beyond those at which nets "
        "usually start. The picture shows which does what.",
    },
)
