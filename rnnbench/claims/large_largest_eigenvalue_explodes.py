"""A largest eigenvalue above one makes the gradient explode."""

from rnnbench.claims import GRADIENT_MARGIN, Claim, Question, Readings, Within

# At the smallest radius above 1, 1.1, linear theory gives a rate of log 1.1 = 0.095 a step, twice
# the margin. The smallest rate over radii up to 1.5 decides: one exception refutes.
# The lectures speak of recurrent nets, so tanh nets decide. There a largest singular value above 1,
# which a radius above 1 implies, is necessary but not known to be sufficient (Pascanu, Mikolov,
# Bengio, ICML 2013, arXiv:1211.5063, section 2.1).
EXPLODES = Within(low=GRADIENT_MARGIN)
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L3", "L5"),
    wording="If the largest absolute eigenvalue of the recurrent matrix is above one, the gradient "
    "grows exponentially with the distance in time.",
    refuted_by="in vanilla RNNs, a spectral radius above 1 at which the log gradient norm does not "
    "rise with the lag",
    primary=Question(
        Readings(
            "spectral_gradients",
            "least_above",
            a=("tanh, normal", "tanh, non-normal", "tanh, gaussian"),
        ),
        EXPLODES,
    ),
    secondary={
        "the gradient explodes in linear nets": Question(
            Readings(
                "spectral_gradients",
                "least_above",
                a=("linear, normal", "linear, non-normal", "linear, gaussian"),
            ),
            EXPLODES,
        ),
        **{
            f"the gradient grows at some radius up to 4: {kind} matrices": Question(
                Readings("spectral_gradients", "greatest_above", a=(f"tanh, {kind}",)), EXPLODES
            )
            for kind in ("normal", "non-normal", "gaussian")
        },
    },
    notes={
        "does not hold": "A largest eigenvalue above one lets the gradient explode but does not "
        "force it to. At every step the derivative of tanh, which is below one wherever units are "
        "active, shrinks the gradient again. Only in a linear net does the eigenvalue alone "
        "decide. Pascanu, Mikolov and Bengio show that a largest singular value above one is "
        "necessary, not that it is sufficient.",
    },
)
