"""Products of a vanilla RNN's Jacobians stay below a power of the largest singular value."""

from rnnbench.claims import GRADIENT_MARGIN, Claim, Identity, Question, Readings, Within

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L1", "L3"),
    wording="The norm of ∂h(t)/∂h(s) is at most (σmax · γ)^(t − s), with σmax the largest singular "
    "value of the recurrent matrix and γ the largest derivative of the activation.",
    refuted_by="one net and sequence whose norm exceeds the bound",
    primary=Question(
        Readings("jacobian_bound", "excess", a=("vanilla", "sigmoid_rnn", "relu_rnn")), Identity()
    ),
    secondary={
        "with tanh the bound becomes looser with every step": Question(
            Readings("jacobian_bound", "slack", a=("vanilla",), summary="slope"),
            Within(low=GRADIENT_MARGIN),
        ),
        "with σ it does so, too": Question(
            Readings("jacobian_bound", "slack", a=("sigmoid_rnn",), summary="slope"),
            Within(low=GRADIENT_MARGIN),
        ),
    },
)
