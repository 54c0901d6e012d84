"""An LSTM gives no guarantee against vanishing or exploding gradients."""

import math

from rnnbench.claims import Claim, Question, Readings, Within

# A gradient has vanished once it falls to a hundredth over 100 steps, and exploded once it grows a
# hundredfold. Both have to happen at some scale of the recurrent weights: the smaller of the two
# changes is judged, for the common inits.
GREAT = math.log(100)
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L3",),
    wording="An LSTM gives no guarantee that the gradient neither vanishes nor explodes.",
    refuted_by="over 100 steps, a gradient that stays above a hundredth at every scale of the "
    "recurrent weights, or one that grows less than a hundredfold at every scale",
    primary=Question(
        Readings("lstm_gradients", "both_ways", a=("default", "forget_bias_one")),
        Within(low=GREAT),
    ),
    secondary={
        "with chrono initialisation, the gradient can vanish and explode": Question(
            Readings("lstm_gradients", "both_ways", a=("chrono",)), Within(low=GREAT)
        ),
        "with forget gates always open, the gradient can vanish and explode": Question(
            Readings("lstm_gradients", "both_ways", a=("always_open",)), Within(low=GREAT)
        ),
    },
    contradicts=("lstm_explodes_but_does_not_vanish",),
    pictures={
        "Change of the gradient norm over all steps, by scale of the recurrent weights": Readings(
            "lstm_gradients", "change", a=("default", "forget_bias_one", "chrono", "always_open")
        ),
    },
    notes={
        "holds": "For this verdict the gradient has to vanish at one scale of the recurrent "
        "weights and explode at another. The largest scales are far beyond those of usual "
        "initialisations. The picture shows the change at each scale.",
    },
)
