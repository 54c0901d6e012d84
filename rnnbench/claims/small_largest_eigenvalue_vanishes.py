"""A largest eigenvalue below one makes the gradient vanish."""

import math

from rnnbench.claims import GRADIENT_MARGIN, Claim, Question, Readings, Within

# At the largest radius below 1, 0.9, linear theory gives a rate of log 0.9 = -0.105 a step, twice
# the margin. The greatest rate over all radii below 1 decides: one exception refutes.
VANISHES = Within(high=-GRADIENT_MARGIN)
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L3", "L5"),
    wording="If the largest absolute eigenvalue of the recurrent matrix is below one, the gradient "
    "shrinks exponentially with the distance in time.",
    refuted_by="in vanilla RNNs, a spectral radius below 1 at which the log gradient norm does not "
    "fall with the lag",
    primary=Question(
        Readings(
            "spectral_gradients",
            "greatest_below",
            a=("tanh, normal", "tanh, non-normal", "tanh, gaussian"),
        ),
        VANISHES,
    ),
    secondary={
        "the gradient vanishes in linear nets": Question(
            Readings(
                "spectral_gradients",
                "greatest_below",
                a=("linear, normal", "linear, non-normal", "linear, gaussian"),
            ),
            VANISHES,
        ),
        "in linear nets the largest eigenvalue sets the rate": Question(
            Readings(
                "spectral_gradients",
                "beyond_eigenvalue",
                a=("linear, normal", "linear, non-normal", "linear, gaussian"),
            ),
            Within(-GRADIENT_MARGIN, GRADIENT_MARGIN),
        ),
        "in non-normal linear nets the rate is below the log of the largest singular "
        "value": Question(
            Readings(
                "spectral_gradients",
                "beyond_singular",
                a=("linear, non-normal", "linear, gaussian"),
            ),
            VANISHES,
        ),
        # The slope for the eigenvalue is 1; a tenth of that is negligible.
        "at a fixed eigenvalue, the singular value makes no difference in linear nets": Question(
            Readings("spectral_gradients", "slope_by_singular", a=("linear",)),
            Within(-0.1, 0.1),
        ),
        "nor in vanilla RNNs": Question(
            Readings("spectral_gradients", "slope_by_singular", a=("tanh",)),
            Within(-0.1, 0.1),
        ),
        "with a matrix far from normal, a linear net first doubles some gradient": Question(
            Readings("spectral_gradients", "peak", a=("linear, non-normal",)),
            Within(low=math.log(2)),
        ),
        "so does a vanilla RNN": Question(
            Readings("spectral_gradients", "peak", a=("tanh, non-normal",)),
            Within(low=math.log(2)),
        ),
    },
    pictures={
        "Rate of change of the gradient, by spectral radius": Readings(
            "spectral_gradients",
            "rate",
            a=("linear, normal", "linear, non-normal", "linear, gaussian"),
            b=("tanh, normal", "tanh, non-normal", "tanh, gaussian"),
        ),
    },
    notes={
        "holds": "With tanh this is a result on random nets, not a proof. The proof of Pascanu, "
        "Mikolov and Bengio requires a largest singular value below one. With a matrix far from "
        "normal, some gradients may grow before they shrink.",
    },
)
