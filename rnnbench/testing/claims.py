"""Conformance checks of claims, before any data."""

from collections.abc import Callable

from rnnbench.claims import LECTURES, Claim, Readings
from rnnbench.components.registry import BUILT_IN, Registry
from rnnbench.probes import Probe
from rnnbench.storage.results import RUNS
from rnnbench.storage.runs import KINDS


def check_declaration(claim: Claim, registry: Registry = BUILT_IN) -> None:
    """Check that wording, sources and refutation are given, and that the margin is positive."""
    assert set(claim.sources) <= set(LECTURES)
    assert claim.wording.endswith("."), "the wording is a sentence"
    assert claim.refuted_by
    margin = claim.primary.test.smallest_relevant
    if margin is not None and claim.primary.contrasts():
        assert margin > 0, "the margin must be positive"


def check_references(claim: Claim, registry: Registry = BUILT_IN) -> None:
    """Check that all named components, probes, quantities and columns exist."""
    for question in claim.questions():
        if isinstance(question.contrast, Readings):
            probe: type[Probe] = registry.load("probes", question.contrast.probe)
            assert question.contrast.quantity in probe.quantities
        if question.contrasts():
            assert {*question.test.columns} <= {column.name for column in RUNS}
        for contrast in question.contrasts():
            for axis in {*contrast.where, contrast.axis} & {*KINDS, "task"}:
                for name in contrast.needs(axis) or ():
                    registry.source({**KINDS, "task": "tasks"}[axis], name)
    for shown in claim.pictures.values():
        pictured: type[Probe] = registry.load("probes", shown.probe)
        assert shown.quantity in pictured.axes, "a picture has an axis"
    for other in claim.contradicts:
        registry.source("claims", other)


CLAIM_CHECKS: tuple[Callable[[Claim, Registry], None], ...] = (
    check_declaration,
    check_references,
)
"""Each check takes a claim, and the registry that finds its components."""
