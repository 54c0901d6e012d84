"""An LSTM's gradient does not vanish, though it may explode."""

import math

from rnnbench.claims import Claim, Question, Readings, Within

# Vanished is what has come down to a hundredth over 100 steps, exploded what has grown a
# hundredfold. "Does not vanish" is said without conditions, so it has to hold at every scale of
# the recurrent weights, and at the inits in common use; others are beside it.
GREAT = math.log(100)
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="An LSTM's gradient does not vanish, though it may explode.",
    refuted_by="weights among the usual ones at which less than a hundredth of the gradient is "
    "left after 100 steps",
    primary=Question(
        Readings("lstm_gradients", "least", a=("default", "forget_bias_one")), Within(low=-GREAT)
    ),
    secondary={
        "it may explode": Question(
            Readings("lstm_gradients", "greatest", a=("default", "forget_bias_one")),
            Within(low=GREAT),
        ),
        "biases for memories that last": Question(
            Readings("lstm_gradients", "least", a=("chrono",)), Within(low=-GREAT)
        ),
        "forget gates that are always open": Question(
            Readings("lstm_gradients", "least", a=("always_open",)), Within(low=-GREAT)
        ),
    },
    contradicts=("lstm_gives_no_guarantee",),
    notes={
        "does not hold": "An LSTM carries gradients over long gaps only while its forget gates are "
        "open: every step multiplies the memory's gradient by the gate, so gates that start half "
        "open, or little more, lose it exponentially. The sentence fits the first LSTM, of "
        "Hochreiter and Schmidhuber, which had no forget gate.",
    },
)
