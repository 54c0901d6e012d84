"""Residual, dense and highway connections keep the gradient of lower layers alive."""

import math

from rnnbench.claims import Claim, Question, Ranks, Readings, Within

SKIPS = ("residual", "dense", "highway")
# A difference matters from ten times the gradient at the lowest layer on. A gradient is alive while
# a hundredth of it remains.
MORE, ALIVE = math.log(10), Within(low=-math.log(100))
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L3",),
    wording="Residual, dense and highway connections keep the gradient of a deep net's lower "
    "layers alive.",
    refuted_by="one of the three kinds of connection with no more than ten times the plain net's "
    "gradient at the lowest of 32 layers",
    primary=Question(
        Readings("skip_gradients", "tanh", a=(*SKIPS, "plain")), Ranks(first=SKIPS, margin=MORE)
    ),
    secondary={
        "the same with relu": Question(
            Readings("skip_gradients", "relu", a=(*SKIPS, "plain")),
            Ranks(first=SKIPS, margin=MORE),
        ),
        **{
            f"at least a hundredth of the gradient remains: {kind}, {activation}": Question(
                Readings("skip_gradients", activation, a=(kind,)), ALIVE
            )
            for kind in (*SKIPS, "plain")
            for activation in ("tanh", "relu")
        },
        **{
            f"the gradient does not grow a hundredfold: {kind}, {activation}": Question(
                Readings("skip_gradients", activation, a=(kind,)), Within(high=math.log(100))
            )
            for kind in SKIPS
            for activation in ("tanh", "relu")
        },
    },
)
