"""Dependencies longer than the chunks of truncated back-propagation are not learned."""

from typing import Literal

from rnnbench.claims import Claim, Contrast, Equivalent, Question, Succeeds, Superior

WHOLE, CHUNKS = ("truncate=0",), ("truncate=10",)


def _loss(lengths: Literal["longest", "shortest"]) -> Contrast:
    """At its shortest length a task's sequence fits into a chunk."""
    return Contrast("truncation", "variant", a=WHOLE, b=CHUNKS, lengths=lengths, long_range=True)


CLAIM = Claim(
    section="Training strategies",
    sources=("L1",),
    wording="Truncated back-propagation through time does not learn dependencies that are longer "
    "than its chunks.",
    refuted_by="a loss of score by chunks of ten steps that is not greater by the margin where "
    "dependencies are longer than a chunk than where they are shorter",
    primary=Question(_loss("longest"), Superior(), minus=_loss("shortest")),
    secondary={
        "whole sequences reach the target more often": Question(_loss("longest"), Succeeds()),
        "language models, whose context is near, lose nothing": Question(
            Contrast("truncation", "variant", a=WHOLE, b=CHUNKS, where={"task": ("char_lm",)}),
            Equivalent(),
        ),
    },
    notes={
        "does not hold": "Truncation cuts gradients, not states: what a net has learned to keep over "
        "short gaps it can carry across chunks, so that dependencies longer than a chunk are not "
        "lost by necessity.",
        "holds": "No gradient goes back further than a chunk, but the state goes on: what is "
        "lost is learning to keep things for longer, not the memory as such. Nor is it lost on "
        "every task: what gaps within a chunk have taught may serve over longer ones.",
    },
)
