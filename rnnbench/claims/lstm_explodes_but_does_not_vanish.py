"""An LSTM's gradient does not vanish, though it may explode."""

import math

from rnnbench.claims import Claim, Question, Readings, Within

# A gradient has vanished once it falls to a hundredth over 100 steps, and exploded once it grows a
# hundredfold. The lecture states "does not vanish" without conditions, so it has to hold at every
# scale of the recurrent weights for the common inits; secondary questions test other inits.
GREAT = math.log(100)
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="An LSTM's gradient does not vanish, though it may explode.",
    refuted_by="under a common initialisation, a scale of the weights at which less than a "
    "hundredth of the gradient remains after 100 steps",
    primary=Question(
        Readings("lstm_gradients", "least", a=("default", "forget_bias_one")), Within(low=-GREAT)
    ),
    secondary={
        "the gradient may explode": Question(
            Readings("lstm_gradients", "greatest", a=("default", "forget_bias_one")),
            Within(low=GREAT),
        ),
        "with chrono initialisation, the gradient does not vanish": Question(
            Readings("lstm_gradients", "least", a=("chrono",)), Within(low=-GREAT)
        ),
        "with forget gates always open, the gradient does not vanish": Question(
            Readings("lstm_gradients", "least", a=("always_open",)), Within(low=-GREAT)
        ),
    },
    contradicts=("lstm_gives_no_guarantee",),
    notes={
        "does not hold": "An LSTM carries gradients over long gaps only while its forget gates are "
        "open. Every step multiplies the gradient of the memory cell by the forget gate. With "
        "gates that start half open, or little more, the gradient vanishes exponentially. The "
        "claim fits the first LSTM, of Hochreiter and Schmidhuber, which had no forget gate.",
    },
)
