"""A linear recursion's state grows or shrinks as the largest eigenvalue to the power t."""

from rnnbench.claims import Claim, Question, Readings, Within

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="In the linear recursion h(t) = W h(t−1) + C x(t), the state grows or shrinks as the "
    "largest absolute eigenvalue of W to the power t.",
    refuted_by="a growth rate that does not rise one to one with log |λmax|",
    primary=Question(
        Readings("linear_growth", "growth_rate", a=("normal", "non-normal"), summary="slope"),
        Within(0.95, 1.05),
    ),
)
