"""A largest eigenvalue above one makes the gradient explode."""

from rnnbench.claims import GRADIENT_MARGIN, Claim, Question, Readings, Within

# At the least radius above 1, 1.1, the linear theory gives a rate of log 1.1 = 0.095 a step, twice
# the margin. The least rate over radii up to 1.5 is judged: one exception refutes. The lectures
# speak of recurrent nets, so nets with tanh decide; there a largest singular value above 1, which a
# radius above 1 implies, is known to be necessary (Pascanu, Mikolov, Bengio, ICML 2013,
# arXiv:1211.5063, section 2.1), not to be sufficient.
EXPLODES = Within(low=GRADIENT_MARGIN)
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L3", "L5"),
    wording="If the largest absolute eigenvalue of the recurrent matrix is above one, the gradient "
    "grows exponentially with the distance in time.",
    refuted_by="a spectral radius above 1 at which the gradient's log norm does not rise with the "
    "lag, in vanilla nets",
    primary=Question(
        Readings(
            "spectral_gradients",
            "least_above",
            a=("tanh, normal", "tanh, non-normal", "tanh, gaussian"),
        ),
        EXPLODES,
    ),
    secondary={
        "in linear nets": Question(
            Readings(
                "spectral_gradients",
                "least_above",
                a=("linear, normal", "linear, non-normal", "linear, gaussian"),
            ),
            EXPLODES,
        ),
        **{
            f"at some radius up to 4: {kind} matrices": Question(
                Readings("spectral_gradients", "greatest_above", a=(f"tanh, {kind}",)), EXPLODES
            )
            for kind in ("normal", "non-normal", "gaussian")
        },
    },
    notes={
        "does not hold": "A largest eigenvalue above one lets the gradient explode but does not make "
        "it: at every step the slopes of tanh, which are below one wherever units are active, "
        "shrink it again. Only in a linear net does the eigenvalue alone decide; what Pascanu, "
        "Mikolov and Bengio show is that the largest singular value has to be above one, not that "
        "this is enough.",
    },
)
