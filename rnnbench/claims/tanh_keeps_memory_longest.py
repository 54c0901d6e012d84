"""Of three activations, tanh stores an input longest."""

from rnnbench.claims import Claim, Question, Ranks, Readings, Within

ACTIVATIONS = ("sigmoid", "tanh", "relu")

# A memory that has blown up is as useless as one that has faded, so the primary question counts
# both as lost. A lead of one step is the least that there is.
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="Of sigmoid, tanh and relu, a recurrent tanh unit stores an input longest, and even "
    "that not for long.",
    refuted_by="another activation whose states keep the difference between two first inputs, "
    "within a factor of two, for as many steps on average over recurrent weights up to 2",
    primary=Question(
        Readings("one_unit_memory", "lifetime", a=ACTIVATIONS), Ranks(("tanh",), margin=1.0)
    ),
    secondary={
        "growth does not count as loss": Question(
            Readings("one_unit_memory", "half_life", a=ACTIVATIONS), Ranks(("tanh",), margin=1.0)
        ),
        "not for long: at most 20 steps, on average over the weights": Question(
            Readings("one_unit_memory", "lifetime", a=("tanh",)), Within(high=20.0)
        ),
    },
    notes={
        "holds": "This is so on average over weights, and as long as growth counts as loss: "
        "with a weight of exactly one a relu unit keeps a positive input unchanged, which the "
        "identity init of Le, Jaitly and Hinton rests on. The verdict is about the order alone: "
        "whether tanh's memory is short is asked beside it, and with a weight above one a tanh "
        "unit keeps its input's sign for good, which counts as long as the probe runs.",
    },
)
