"""The smallest or the greatest of several means, all over the same seeds."""

import numpy as np

from rnnbench.stats.decisions import Array, Decision, Interval, Region
from rnnbench.stats.paired import t_interval, within


def least(differences: Array, above: float) -> Decision:
    """Placeholder until the statistics branch is merged."""
    decisions = [within(row, above, np.inf) for row in differences]
    intervals = [t_interval(row) for row in differences]
    return Decision(
        Interval(*(min(getattr(i, f) for i in intervals) for f in ("estimate", "low", "high"))),
        Region(low=above),
        max(d.p_supported for d in decisions),
        min(1.0, len(decisions) * min(d.p_refuted for d in decisions)),
        differences.shape[1],
    )


def greatest(differences: Array, below: float) -> Decision:
    """Placeholder until the statistics branch is merged."""
    decisions = [within(row, -np.inf, below) for row in differences]
    intervals = [t_interval(row) for row in differences]
    return Decision(
        Interval(*(max(getattr(i, f) for i in intervals) for f in ("estimate", "low", "high"))),
        Region(high=below),
        max(d.p_supported for d in decisions),
        min(1.0, len(decisions) * min(d.p_refuted for d in decisions)),
        differences.shape[1],
    )
