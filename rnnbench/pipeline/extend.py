"""More seeds for claims that are undecided, as long as further blocks of seeds were declared."""

from collections.abc import Sequence

from rnnbench.judging.verdicts import ClaimVerdict
from rnnbench.pipeline import collect
from rnnbench.plan import seed_allocation
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan


def entitled(plan: Plan, verdicts: Sequence[ClaimVerdict]) -> dict[str, int]:
    """Seeds of the next block, by claim, of those that are undecided and have a next block.

    A claim that has not yet been judged on what it was granted is not among them.
    """
    return {
        v.claim: plan.config.studies[v.studies[0]].seeds[v.look.number]
        for v in verdicts
        if v.verdict == "undecided" and not v.look.last and v.look == plan.look(v.claim)
    }


def grant(plan: Plan) -> dict[str, int]:
    """Grant the next block to all claims that are entitled to it.

    Returns:
        How many seeds each of them gets.

    Raises:
        ResultsError: there are no verdicts yet.
    """
    paths = Paths.of(plan.config)
    seeds = entitled(plan, collect.read_verdicts(paths))
    if seeds:
        blocks = {claim: plan.look(claim).number + 1 for claim in seeds}
        seed_allocation.write(paths.granted, {**plan.granted, **blocks})
    return seeds
