"""Multiplying by an orthogonal matrix keeps a vector's norm, however often."""

from rnnbench.claims import Claim, Identity, Question, Readings

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L1",),
    wording="Multiplying a vector again and again by an orthogonal matrix keeps its norm.",
    refuted_by="one vector whose norm changes by more than rounding does",
    primary=Question(Readings("orthogonal_products", "drift", a=("double precision",)), Identity()),
    secondary={
        # A hundred products, each off by some units of 6e-8, leave the norm right to a thousandth.
        "as nets are initialised, to 0.1 %": Question(
            Readings("orthogonal_products", "drift", a=("single precision",)),
            Identity(tolerance=1e-3),
        )
    },
)
