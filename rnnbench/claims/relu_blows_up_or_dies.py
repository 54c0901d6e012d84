"""Relu recurrences blow up or vanish, which hangs on their matrix."""

from rnnbench.claims import Claim, Question, Readings, Superior, Within

NOTE = (
    "That the rate rises one to one follows from relu itself, which passes any positive factor of "
    "its matrix on; how far matrices differ is what makes the interval wide. Growth turns to decay "
    "at a spectral radius above one, as a rule, since units that are off take their part of the "
    "matrix away."
)

# Relu does not bend positive numbers, so in theory its growth rate rises one to one with
# log |λmax|, as a linear recursion's does; that of a bounded unit stops rising once it saturates.
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="Relu recurrences are sensitive to their matrix: they blow up or vanish, and rapidly.",
    refuted_by="a growth rate that does not rise one to one with log |λmax|",
    primary=Question(
        Readings("activated_growth", "growth_rate", a=("relu",), summary="slope"),
        Within(0.9, 1.1),
    ),
    secondary={
        "more sensitive than tanh": Question(
            Readings("activated_growth", "growth_rate", a=("relu",), b=("tanh",), summary="slope"),
            Superior(margin=0.1),
        ),
        "rapidly: tenfold within 20 steps, on average over the radii": Question(
            Readings("activated_growth", "steps_to_tenfold", a=("relu",)), Within(high=20.0)
        ),
    },
    notes={"holds": NOTE, "undecided": NOTE},
)
