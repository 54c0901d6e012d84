"""Sigmoid units saturate within a limited number of steps, and hold nothing."""

from rnnbench.claims import Claim, Question, Readings, Superior, Within

# Twenty steps are a short sentence's words: what is lost by then is no memory to speak of.
LIMIT = 20.0

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="A recurrent sigmoid unit saturates in a limited number of steps whatever its weight "
    "is, and holds nothing of its input from then on.",
    refuted_by="a recurrent weight at which two first inputs can be told apart for more than 20 "
    "steps",
    primary=Question(
        Readings("one_unit_memory", "longest_told_apart", a=("sigmoid",)), Within(high=LIMIT)
    ),
    secondary={
        "on average over the weights": Question(
            Readings("one_unit_memory", "told_apart", a=("sigmoid",)), Within(high=LIMIT)
        ),
        "tanh can tell them apart for longer": Question(
            Readings("one_unit_memory", "told_apart", a=("tanh",), b=("sigmoid",)),
            Superior(margin=1.0),
        ),
    },
    notes={
        "does not hold": "Whether a sigmoid unit forgets hangs on its weight: with a strongly negative "
        "one it settles slowly, or swings between two values for good, and where in the swing it "
        "is still tells first inputs apart. Other weights do forget quickly here, where units have "
        "no bias; one against a large positive weight would give two stable states, which hold a "
        "bit as well.",
    },
)
