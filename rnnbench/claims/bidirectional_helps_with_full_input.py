"""With the whole input available, two directions beat one."""

from rnnbench.claims import Claim, Contrast, Question, Superior

BOTH, ONE = ("bidirectional=True",), ("bidirectional=False",)
# A forward net can only guess answers that depend on later inputs. That gap, near 1, holds by
# construction and would dominate the mean, so the primary question leaves it out.
EITHER = ("adding", "sequence_classification")


def _on(*tasks: str) -> Question:
    where = {"task": tasks}
    return Question(Contrast("directions", "variant", a=BOTH, b=ONE, where=where), Superior())


CLAIM = Claim(
    section="Architectures",
    sources=("L1", "L2", "L3"),
    wording="When the whole input is available before the first output, a bidirectional net does "
    "better than a forward net with as many weights.",
    refuted_by="on tasks that a forward net can learn as well, a mean score of bidirectional nets "
    "that does not exceed that of forward nets by the margin",
    primary=_on(*EITHER),
    secondary={
        "on a task whose answers depend on later inputs": _on("right_context"),
        "on sentences from film reviews": _on("sequence_classification"),
    },
    notes={
        "does not hold": "A second direction is not a gain in itself. At equal numbers of weights "
        "each direction has fewer units. Where one direction sees all it needs, that may cost as "
        "much as the second direction adds. Two directions pay off where answers depend on later "
        "inputs.",
        "undecided": "At equal numbers of weights each direction has fewer units. Where one "
        "direction sees all it needs, the second adds little. Where both nets learn the whole "
        "task, no difference remains to measure. Two directions pay off where answers depend on "
        "later inputs.",
    },
)
