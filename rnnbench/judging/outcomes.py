"""What each test looks at: rows of one side of a stratum in, one number a seed out."""

import numpy as np
import pandas as pd

from rnnbench.claims import Faster, Succeeds, Test
from rnnbench.judging.pairs import Stratum
from rnnbench.stats.decisions import Array
from rnnbench.stats.times import restricted

LEARNED = 0.1
"""A stratum in which neither side's mean score exceeds this tells nothing about scores."""


def scores(rows: pd.DataFrame) -> Array:
    """Test scores, at least 0: who has no better net can always answer as the baseline does."""
    return rows["score"].fillna(0.0).clip(lower=0.0).to_numpy(float)


def times(stratum: Stratum, cost: str) -> tuple[Array, Array]:
    """Restricted times to target of both sides, as shares of the smaller budget."""
    column = f"{cost}_to_target"

    def budget(rows: pd.DataFrame) -> float:
        per_update = rows["flops_per_update"] if cost == "flops" else 1.0
        return float((rows["budget"] * per_update).min())

    horizon = min(budget(stratum.a), budget(stratum.b))
    a, b = (restricted(rows[column].to_numpy(float), horizon) for rows in (stratum.a, stratum.b))
    return a / horizon, b / horizon


def happened(rows: pd.DataFrame, outcome: str) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Whether each run reached its target, survived, or diverged."""
    if outcome == "reached":
        return rows["reached"].to_numpy(bool)
    diverged = (rows["status"] == "diverged").to_numpy(bool)
    return diverged if outcome == "diverged" else ~diverged


def uninformative(stratum: Stratum, test: Test) -> str | None:
    """Why a stratum cannot speak for or against a claim, or None if it can.

    The rule looks at both sides together, so it favours neither.
    """
    sides = (stratum.a, stratum.b)
    if isinstance(test, Faster | Succeeds):
        reaching = isinstance(test, Faster) or test.outcome == "reached"
        what = "reached" if reaching else "diverged"
        if any(happened(rows, what).any() for rows in sides):
            return None
        return "no run reached the target" if reaching else "no run diverged"
    silent = all(scores(rows).mean() <= LEARNED for rows in sides)
    return f"no side scored more than {LEARNED}" if silent else None
