"""A largest eigenvalue below one makes the gradient vanish."""

import math

from rnnbench.claims import GRADIENT_MARGIN, Claim, Question, Readings, Within

# At the largest radius below 1, 0.9, the linear theory gives a rate of log 0.9 = -0.105 a step,
# twice the margin. The greatest rate over all radii below 1 is judged: one exception refutes.
VANISHES = Within(high=-GRADIENT_MARGIN)
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L3", "L5"),
    wording="If the largest absolute eigenvalue of the recurrent matrix is below one, the gradient "
    "shrinks exponentially with the distance in time.",
    refuted_by="a spectral radius below 1 at which the gradient's log norm does not fall with the "
    "lag, in vanilla nets",
    primary=Question(
        Readings(
            "spectral_gradients",
            "greatest_below",
            a=("tanh, normal", "tanh, non-normal", "tanh, gaussian"),
        ),
        VANISHES,
    ),
    secondary={
        "in linear nets": Question(
            Readings(
                "spectral_gradients",
                "greatest_below",
                a=("linear, normal", "linear, non-normal", "linear, gaussian"),
            ),
            VANISHES,
        ),
        "linear nets' rate is that of the largest eigenvalue": Question(
            Readings(
                "spectral_gradients",
                "beyond_eigenvalue",
                a=("linear, normal", "linear, non-normal", "linear, gaussian"),
            ),
            Within(-GRADIENT_MARGIN, GRADIENT_MARGIN),
        ),
        "where they differ, it is below that of the largest singular value": Question(
            Readings(
                "spectral_gradients",
                "beyond_singular",
                a=("linear, non-normal", "linear, gaussian"),
            ),
            VANISHES,
        ),
        # As for the eigenvalue, whose slope is 1: a tenth of that is nearly nothing.
        "at the same eigenvalue the singular value makes no difference in linear nets": Question(
            Readings("spectral_gradients", "slope_by_singular", a=("linear",)),
            Within(-0.1, 0.1),
        ),
        "nor in vanilla nets": Question(
            Readings("spectral_gradients", "slope_by_singular", a=("tanh",)),
            Within(-0.1, 0.1),
        ),
        "a linear net that is far from normal doubles some gradient first": Question(
            Readings("spectral_gradients", "peak", a=("linear, non-normal",)),
            Within(low=math.log(2)),
        ),
        "so does a vanilla net": Question(
            Readings("spectral_gradients", "peak", a=("tanh, non-normal",)),
            Within(low=math.log(2)),
        ),
    },
    pictures={
        "Rates by spectral radius": Readings(
            "spectral_gradients",
            "rate",
            a=("linear, normal", "linear, non-normal", "linear, gaussian"),
            b=("tanh, normal", "tanh, non-normal", "tanh, gaussian"),
        ),
    },
    notes={
        "holds": "With tanh this is what random nets show, not what is proved: the proof of "
        "Pascanu, Mikolov and Bengio asks for a largest singular value below one. With a matrix "
        "far from normal some gradients may grow before they shrink.",
    },
)
