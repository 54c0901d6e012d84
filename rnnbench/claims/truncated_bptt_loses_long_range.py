"""TBPTT does not learn dependencies longer than its chunks."""

from typing import Literal

from rnnbench.claims import Claim, Contrast, Equivalent, Question, Succeeds, Superior

WHOLE, CHUNKS = ("truncate=0",), ("truncate=10",)


def _loss(lengths: Literal["longest", "shortest"]) -> Contrast:
    """At its shortest length a task's sequence fits into a chunk."""
    return Contrast("truncation", "variant", a=WHOLE, b=CHUNKS, lengths=lengths, long_range=True)


CLAIM = Claim(
    section="Training strategies",
    sources=("L1",),
    wording="Truncated back-propagation through time (TBPTT) does not learn dependencies longer "
    "than its chunks.",
    refuted_by="a drop in score from chunks of ten steps that is not greater, by the margin, where "
    "dependencies are longer than a chunk than where they are shorter",
    primary=Question(_loss("longest"), Superior(), minus=_loss("shortest")),
    secondary={
        "nets trained on whole sequences reach the target more often": Question(
            _loss("longest"), Succeeds()
        ),
        "language models, whose context is near, lose nothing": Question(
            Contrast("truncation", "variant", a=WHOLE, b=CHUNKS, where={"task": ("char_lm",)}),
            Equivalent(),
        ),
    },
    notes={
        "does not hold": "Truncation cuts gradients, not states. A net can carry across chunks "
        "what it has learned to keep over short gaps. Dependencies longer than a chunk are "
        "therefore not necessarily lost.",
        "holds": "No gradient goes back further than a chunk, but the state continues across "
        "chunks. Nets lose the ability to learn longer memory, not the memory itself. They do not "
        "lose it on every task: what a net has learned from gaps within a chunk may serve over "
        "longer ones.",
    },
)
