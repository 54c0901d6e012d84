"""The memory of tanh is best with recurrent weights near 1."""

from rnnbench.claims import Claim, Question, Readings, Within

NEAR_ONE = Within(0.9, 1.1)

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="A recurrent tanh unit remembers its input longest if its weight is close to 1.",
    refuted_by="a longest memory at a weight below 0.9 or above 1.1",
    primary=Question(
        Readings("one_unit_memory", "best_weight_by_half_life", a=("tanh",)), NEAR_ONE
    ),
    secondary={
        "inputs of equal sign": Question(
            Readings("one_unit_memory", "best_weight_by_half_life", a=("tanh, equal signs",)),
            NEAR_ONE,
        ),
        "growth counts as loss, too": Question(
            Readings("one_unit_memory", "best_weight", a=("tanh",)), NEAR_ONE
        ),
    },
    notes={
        "does not hold": "With a weight above one a tanh unit has two stable states and keeps its "
        "input's sign for good; how large the input was it remembers longest with a weight of one. "
        "Which weight is best depends on which of the two is to be remembered.",
        "undecided": "More seeds are of little help here: what is left of two inputs of "
        "opposite signs is the distance of two stable states, and the weight at which it comes to "
        "half of the greatest first difference lies on the border of what the claim predicts. With "
        "a weight above one a tanh unit keeps its input's sign for good; how large the input was "
        "it remembers longest with a weight of one.",
    },
)
