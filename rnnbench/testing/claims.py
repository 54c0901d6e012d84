"""Conformance checks of claims, before any data."""

from collections.abc import Callable

from rnnbench.claims import LECTURES, Claim, Readings
from rnnbench.components import discovery
from rnnbench.probes import Probe
from rnnbench.storage.results import RUNS
from rnnbench.storage.runs import KINDS


def declares_what_it_tests(claim: Claim) -> None:
    """Sources are known, the wording is a sentence, and the margin is positive."""
    assert set(claim.sources) <= set(LECTURES)
    assert claim.wording.endswith("."), "the wording is a sentence"
    assert claim.refuted_by
    margin = claim.primary.test.smallest_relevant
    if margin is not None and claim.primary.contrasts():
        assert margin > 0, "a margin of 0 makes every difference relevant"


def names_what_exists(claim: Claim) -> None:
    """All components, probes, quantities, columns and claims that it names exist."""
    for question in claim.questions():
        if isinstance(question.contrast, Readings):
            probe: type[Probe] = discovery.load("probes", question.contrast.probe)
            assert question.contrast.quantity in probe.quantities
        if question.contrasts():
            assert {*question.test.columns} <= {column.name for column in RUNS}
        for contrast in question.contrasts():
            for axis in {*contrast.where, contrast.axis} & {*KINDS, "task"}:
                for name in contrast.needs(axis) or ():
                    discovery.source({**KINDS, "task": "tasks"}[axis], name)
    for shown in claim.pictures.values():
        pictured: type[Probe] = discovery.load("probes", shown.probe)
        assert shown.quantity in pictured.axes, "a picture has an axis"
    for other in claim.contradicts:
        discovery.source("claims", other)


CLAIM_CHECKS: tuple[Callable[[Claim], None], ...] = (declares_what_it_tests, names_what_exists)
"""Each takes a claim."""
