"""The smallest or the greatest of several means, all over the same seeds."""

import numpy as np

from rnnbench.stats.decisions import ALPHA, Array, Decision, Interval, Region
from rnnbench.stats.paired import t_interval, within


def least(differences: Array, above: float, *, alpha: float = ALPHA) -> Decision:
    """Placeholder until the statistics branch is merged."""
    decisions = [within(row, above, np.inf, alpha=alpha) for row in differences]
    intervals = [t_interval(row, alpha=alpha) for row in differences]
    estimate, low, high = (
        min(getattr(i, f) for i in intervals) for f in ("estimate", "low", "high")
    )
    return Decision(
        Interval(estimate, low, high, 1 - 2 * alpha),
        Region(low=above),
        max(d.p_supported for d in decisions),
        min(1.0, len(decisions) * min(d.p_refuted for d in decisions)),
        differences.shape[1],
    )


def greatest(differences: Array, below: float, *, alpha: float = ALPHA) -> Decision:
    """Placeholder until the statistics branch is merged."""
    decisions = [within(row, -np.inf, below, alpha=alpha) for row in differences]
    intervals = [t_interval(row, alpha=alpha) for row in differences]
    estimate, low, high = (
        max(getattr(i, f) for i in intervals) for f in ("estimate", "low", "high")
    )
    return Decision(
        Interval(estimate, low, high, 1 - 2 * alpha),
        Region(high=below),
        max(d.p_supported for d in decisions),
        min(1.0, len(decisions) * min(d.p_refuted for d in decisions)),
        differences.shape[1],
    )
