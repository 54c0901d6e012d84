"""What every claim has to fulfil before any data."""

from collections.abc import Callable

from rnnbench import discovery
from rnnbench.claims import LECTURES, SECTIONS, Claim, Succeeds
from rnnbench.runs import KINDS


def it_says_what_it_claims(claim: Claim) -> None:
    """In whole sentences, with a margin that was declared."""
    assert claim.section in SECTIONS
    assert set(claim.sources) <= set(LECTURES)
    assert claim.wording.endswith("."), "the wording is a sentence"
    assert claim.refuted_by
    test = claim.primary.test
    assert isinstance(test, Succeeds) or test.margin > 0, "a difference of 0 matters to nobody"


def it_contrasts_what_there_is(claim: Claim) -> None:
    """All names of components that it looks at are those of components."""
    for question in claim.questions():
        contrast = question.contrast
        for axis in {*contrast.where, contrast.axis} - {"learning_rate"}:
            for name in contrast.needs(axis) or ():
                discovery.source(KINDS[axis], name)


CLAIM_CHECKS: tuple[Callable[[Claim], None], ...] = (
    it_says_what_it_claims,
    it_contrasts_what_there_is,
)
"""Each takes a claim."""
