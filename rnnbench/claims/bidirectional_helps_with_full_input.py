"""With the whole input at hand, two directions beat one."""

from rnnbench.claims import Claim, Contrast, Question, Superior

BOTH, ONE = ("bidirectional=True",), ("bidirectional=False",)
# Where the answer depends on what comes later one direction cannot but guess: that gap, near 1, is
# there by construction and would outweigh all else.
EITHER = ("adding", "sequence_classification")


def _on(*tasks: str) -> Question:
    where = {"task": tasks}
    return Question(Contrast("directions", "variant", a=BOTH, b=ONE, where=where), Superior())


CLAIM = Claim(
    section="Architectures",
    sources=("L1", "L2", "L3"),
    wording="Where the whole input is at hand before the first answer, a net that reads it in both "
    "directions does better than one that reads it forwards, with as many weights.",
    refuted_by="on tasks that one direction can learn as well, a mean score in two directions that "
    "does not exceed the one in one direction by the margin",
    primary=_on(*EITHER),
    secondary={
        "where the answer depends on what comes later": _on("right_context"),
        "on sentences of film reviews": _on("sequence_classification"),
    },
    notes={
        "does not hold": "A second direction is no gain in itself: with as many weights each direction "
        "has fewer units, and where one direction sees all it needs that may cost as much as it "
        "brings. It pays where answers depend on what comes later.",
        "undecided": "With as many weights each direction has fewer units. Where one direction "
        "sees all it needs, what the other adds is small either way, and not to be seen where both "
        "learn the whole task. It pays where answers depend on what comes later.",
    },
)
