"""Relu recurrences blow up or vanish, depending on their matrix."""

from rnnbench.claims import Claim, Question, Readings, Superior, Within

NOTE = (
    "The one-to-one rise of the growth rate follows from relu itself, which passes on any positive "
    "factor of its matrix. Differences between matrices make the interval wide. Growth usually "
    "turns to decay at a spectral radius above one, because inactive units remove their part of "
    "the matrix."
)

# Relu is linear on positive numbers, so in theory its growth rate rises one to one with log |λmax|,
# as in a linear recursion. The growth rate of a bounded unit stops rising once the unit saturates.
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="Relu recurrences are sensitive to their matrix: they rapidly blow up or vanish.",
    refuted_by="a growth rate that does not rise one to one with log |λmax|",
    primary=Question(
        Readings("activated_growth", "growth_rate", a=("relu",), summary="slope"),
        Within(0.9, 1.1),
    ),
    secondary={
        "they are more sensitive than tanh recurrences": Question(
            Readings("activated_growth", "growth_rate", a=("relu",), b=("tanh",), summary="slope"),
            Superior(margin=0.1),
        ),
        "they grow or shrink tenfold within 20 steps, on average over the radii": Question(
            Readings("activated_growth", "steps_to_tenfold", a=("relu",)), Within(high=20.0)
        ),
    },
    notes={"holds": NOTE, "undecided": NOTE},
)
