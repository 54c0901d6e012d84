"""Sigmoid units saturate within a limited number of steps and then hold nothing."""

from rnnbench.claims import Claim, Question, Readings, Superior, Within

# Twenty steps are the words of a short sentence: a memory lost by then is too short to be useful.
LIMIT = 20.0

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L5",),
    wording="A recurrent sigmoid unit saturates in a limited number of steps, whatever its weight, "
    "and then holds nothing of its input.",
    refuted_by="a recurrent weight at which two initial inputs stay distinguishable for more than "
    "20 steps",
    primary=Question(
        Readings("one_unit_memory", "longest_told_apart", a=("sigmoid",)), Within(high=LIMIT)
    ),
    secondary={
        "the same on average over the weights": Question(
            Readings("one_unit_memory", "told_apart", a=("sigmoid",)), Within(high=LIMIT)
        ),
        "a tanh unit keeps initial inputs distinguishable for longer": Question(
            Readings("one_unit_memory", "told_apart", a=("tanh",), b=("sigmoid",)),
            Superior(margin=1.0),
        ),
    },
    notes={
        "does not hold": "Whether a sigmoid unit forgets depends on its weight. With a strongly "
        "negative weight it settles slowly, or oscillates between two values permanently, and the "
        "phase of the oscillation still separates initial inputs. Other weights do forget quickly "
        "here, where units have no bias. A bias against a large positive weight would give two "
        "stable states, which hold a bit as well.",
    },
)
