"""Units with bounded activations have bounded outputs."""

from rnnbench.claims import Claim, Identity, Question, Readings

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="Recurrent nets with bounded activations give bounded outputs for bounded inputs, "
    "whatever their weights are.",
    refuted_by="one output above 1, the bound of both σ and tanh",
    primary=Question(
        Readings("bounded_outputs", "excess", a=("sigmoid_rnn", "vanilla", "lstm", "gru")),
        Identity(),
    ),
    secondary={
        "relu and linear units keep to it, too": Question(
            Readings("bounded_outputs", "excess", a=("relu_rnn", "linear_rnn")), Identity()
        )
    },
    notes={
        "holds": "Outputs are what is bounded: an LSTM's memory itself may grow with every step.",
    },
)
