"""Of sigmoid, tanh and relu, tanh stores an input longest."""

from rnnbench.claims import Claim, Question, Ranks, Readings, Within

ACTIVATIONS = ("sigmoid", "tanh", "relu")

# A memory that has blown up is as useless as one that has faded, so the primary question counts
# both as lost. The smallest possible lead is one step.
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="Of sigmoid, tanh and relu, a recurrent tanh unit stores an input longest, but even "
    "that not for long.",
    refuted_by="another activation that keeps the difference between two initial inputs, within a "
    "factor of two, for as many steps on average over recurrent weights up to 2",
    primary=Question(
        Readings("one_unit_memory", "lifetime", a=ACTIVATIONS), Ranks(("tanh",), margin=1.0)
    ),
    secondary={
        "if growth does not count as loss": Question(
            Readings("one_unit_memory", "half_life", a=ACTIVATIONS), Ranks(("tanh",), margin=1.0)
        ),
        "tanh stores an input for at most 20 steps, on average over the weights": Question(
            Readings("one_unit_memory", "lifetime", a=("tanh",)), Within(high=20.0)
        ),
    },
    notes={
        "holds": "The order holds on average over weights, and as long as growth counts as loss. "
        "With a weight of exactly one, a relu unit keeps a positive input unchanged; the identity "
        "init of Le, Jaitly and Hinton relies on that. The verdict covers the order alone; a "
        "secondary question tests whether tanh's memory is short. With a weight above one, a tanh "
        "unit keeps the sign of its input permanently, which counts as the full length of the run.",
    },
)
