"""Units with bounded activations have bounded outputs."""

from rnnbench.claims import Claim, Identity, Question, Readings

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="Recurrent nets with bounded activations produce bounded outputs from bounded inputs, "
    "whatever their weights.",
    refuted_by="one output whose absolute value exceeds 1, the bound of both σ and tanh",
    primary=Question(
        Readings("bounded_outputs", "excess", a=("sigmoid_rnn", "vanilla", "lstm", "gru")),
        Identity(),
    ),
    secondary={
        "relu and linear units stay within this bound, too": Question(
            Readings("bounded_outputs", "excess", a=("relu_rnn", "linear_rnn")), Identity()
        )
    },
    notes={
        "holds": "The bound applies to the outputs. An LSTM's memory cell itself may grow with "
        "every step.",
    },
)
