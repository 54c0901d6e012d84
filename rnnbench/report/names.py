"""Names of the report's figures and tables, as far as a plan determines them."""

from rnnbench.claims import Readings
from rnnbench.plan.plan import Plan
from rnnbench.report.comparisons import Comparison, comparisons

CAPTIONS = {
    "claims": "Verdicts on all claims, with effects, intervals and predicted ranges",
    "strata": "Effects of each contrast of each claim",
    "arms": "Scores, targets reached and divergence of each arm",
    "reach": "Length at which half of the runs reach their target (T50)",
    "cost": "Size and speed of cells, also relative to the LSTM",
    "published": "Published values and ours",
    "calibration": "Error rates, coverage and power of the tests in simulations",
}
TABLES = tuple(CAPTIONS)
OF_ARMS = ("learning", "arrival", "profiles", "ranks")
"""Figures that set the arms of a study against each other."""
POWER = "power"


def figures(plan: Plan) -> list[str]:
    """All figures: of claims, the pictures that these declare, and the overviews of studies."""
    judged = plan.judged()
    return [
        *judged,
        *(name for claim in judged for name in pictures(plan, claim)),
        *(name for comparison in comparisons(plan) for name in overviews(comparison)),
        POWER,
    ]


def pictures(plan: Plan, claim: str) -> dict[str, tuple[str, Readings]]:
    """A claim's pictures whose probe the plan measures: title and readings, by name."""
    declared = plan.claims[claim].pictures.items()
    return {
        f"{claim}_picture_{number}": (title, shown)
        for number, (title, shown) in enumerate(declared, start=1)
        if shown.probe in plan.probes
    }


def overviews(comparison: Comparison) -> list[str]:
    """Figures of a study: of its arms, and a heat map of each task if it crosses other axes."""
    of_arms = OF_ARMS if comparison.has_lines else ()
    crossed = comparison.tasks if comparison.crossed else ()
    return [
        *(of_study(figure, comparison.study) for figure in of_arms),
        *(heat(comparison.study, task) for task in crossed),
    ]


def of_study(figure: str, study: str) -> str:
    """A figure of a study."""
    return f"{figure}_{study}"


def heat(study: str, task: str) -> str:
    """The heat map of a study's task."""
    return f"heat_{study}_{task}"
