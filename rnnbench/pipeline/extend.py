"""Extend undecided claims by the next of the declared blocks of seeds."""

from collections.abc import Sequence

from rnnbench.judging.verdicts import ClaimVerdict
from rnnbench.pipeline import collect
from rnnbench.plan import seed_allocation
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan


def next_blocks(plan: Plan, verdicts: Sequence[ClaimVerdict]) -> dict[str, int]:
    """Seeds of the next block, by claim, for undecided claims that have one.

    Claims that have not yet been judged on all their allocated blocks are left out.
    """
    return {
        v.claim: plan.config.studies[v.studies[0]].seeds[v.interim.number]
        for v in verdicts
        if v.verdict == "undecided" and not v.interim.last and v.interim == plan.interim(v.claim)
    }


def allocate(plan: Plan) -> dict[str, int]:
    """Allocate the next block to all undecided claims that have one.

    Returns:
        Number of additional seeds, by claim.

    Raises:
        ResultsError: there are no verdicts yet.
    """
    paths = Paths.of(plan.config)
    seeds = next_blocks(plan, collect.read_verdicts(paths))
    if seeds:
        blocks = {claim: plan.interim(claim).number + 1 for claim in seeds}
        seed_allocation.write(paths.seed_allocation, {**plan.allocated, **blocks})
    return seeds
