"""The memory of a tanh unit is longest with a recurrent weight near 1."""

from rnnbench.claims import Claim, Question, Readings, Within

NEAR_ONE = Within(0.9, 1.1)

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="A recurrent tanh unit remembers its input longest with a weight close to 1.",
    refuted_by="a longest memory at a weight below 0.9 or above 1.1",
    primary=Question(
        Readings("one_unit_memory", "best_weight_by_half_life", a=("tanh",)), NEAR_ONE
    ),
    secondary={
        "for inputs of equal sign": Question(
            Readings("one_unit_memory", "best_weight_by_half_life", a=("tanh, equal signs",)),
            NEAR_ONE,
        ),
        "if growth counts as loss, too": Question(
            Readings("one_unit_memory", "best_weight", a=("tanh",)), NEAR_ONE
        ),
    },
    notes={
        "does not hold": "With a weight above one, a tanh unit has two stable states and keeps the "
        "sign of its input permanently. It remembers the size of the input longest with a weight "
        "of one. Which weight is best depends on whether the sign or the size is to be remembered.",
        "undecided": "More seeds will hardly help here. What remains of two inputs of opposite "
        "signs is the distance between two stable states. The weight at which that distance equals "
        "half of the greatest initial difference lies on the border of the predicted region. With "
        "a weight above one, a tanh unit keeps the sign of its input permanently; it remembers the "
        "size longest with a weight of one.",
    },
)
