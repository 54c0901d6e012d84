"""Scores of runs, and the strata in which they are uninformative."""

import pandas as pd

from rnnbench.claims.tests.samples import Stratum
from rnnbench.stats.decisions import Array

LEARNED = 0.1
"""Scores are uninformative where neither side's mean exceeds this."""


def scores(runs: pd.DataFrame) -> Array:
    """Test scores, at least 0: a diverged run scores as the baseline, (n,)."""
    return runs["score"].fillna(0.0).clip(lower=0.0).to_numpy(float)


def not_learned(stratum: Stratum) -> str | None:
    """Reason why a stratum's scores are uninformative, or None: no side learned the task.

    The rule treats both sides alike.
    """
    learned = any(scores(side).mean() > LEARNED for side in stratum.sides)
    return None if learned else f"no side scored more than {LEARNED}"


def both_solved(stratum: Stratum, margin: float) -> str | None:
    """Reason why no side can exceed the other by the margin, or None: both are near score 1.

    Scores that exceed 1, such as those of language models, have no ceiling there.
    """
    both, full = [scores(side) for side in stratum.sides], 1 - abs(margin)
    solved = all(full <= side.mean() and side.max() <= 1 for side in both)
    return f"both sides scored {full:g} or more" if solved else None
