"""What the report consists of once everything has run: names of its figures and tables."""

from collections.abc import Iterator

from rnnbench.claims import Readings
from rnnbench.plan.plan import Plan

TABLES = ("claims", "strata", "arms", "reach", "cost", "published", "calibration")
STUDIES = ("core", "cells")
"""Studies of many cells that have figures of their own, as far as a config has them."""
OF_STUDIES = ("learning", "arrival", "profiles", "ranks")
"""Figures that each of them has."""
POWER = "power"


def figures(plan: Plan) -> list[str]:
    """All figures: of claims, the pictures that these ask for, and those of whole studies."""
    judged = plan.judged()
    return [
        *judged,
        *(name for claim in judged for name in pictures(plan, claim)),
        *(heat(task) for task in dict.fromkeys(shard.task for shard in plan.of_study("core"))),
        *(of_study(figure, study) for study in studies(plan) for figure in OF_STUDIES),
        POWER,
    ]


def pictures(plan: Plan, claim: str) -> dict[str, tuple[str, Readings]]:
    """A claim's pictures that a config has readings for: title and what is drawn, by name."""
    asked = plan.claims[claim].pictures.items()
    return {
        f"{claim}_picture_{number}": (title, shown)
        for number, (title, shown) in enumerate(asked, start=1)
        if shown.probe in plan.probes
    }


def heat(task: str) -> str:
    """The heat map of a task."""
    return f"heat_{task}"


def of_study(figure: str, study: str) -> str:
    """A figure of a study."""
    return f"{figure}_{study}"


def studies(plan: Plan) -> list[str]:
    """Studies with figures: their arms have one learning rate, and two seeds or more."""
    return list(_studies(plan))


def _studies(plan: Plan) -> Iterator[str]:
    for name in STUDIES:
        study = plan.config.studies.get(name)
        if study and plan.of_study(name) and study.seeds[0] > 1:
            one_rate = study.tuning_seeds or len(study.learning_rates) == 1
            if one_rate:
                yield name
