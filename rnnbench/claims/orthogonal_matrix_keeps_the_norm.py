"""Repeated multiplication by an orthogonal matrix keeps the norm of a vector."""

from rnnbench.claims import Claim, Identity, Question, Readings

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L1",),
    wording="Repeated multiplication by an orthogonal matrix keeps the norm of a vector.",
    refuted_by="one vector whose norm changes by more than rounding error",
    primary=Question(Readings("orthogonal_products", "drift", a=("double precision",)), Identity()),
    secondary={
        # After a hundred products, each off by some units of 6e-8, a norm is right to a thousandth.
        "in single precision, as nets are initialised, to 0.1 %": Question(
            Readings("orthogonal_products", "drift", a=("single precision",)),
            Identity(tolerance=1e-3),
        )
    },
)
