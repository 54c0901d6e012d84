"""Identities and bounds of mathematics: a single violation refutes them."""

import numpy as np

from rnnbench.stats.decisions import Array, Decision, Interval, Region


def holds(violations: Array, tolerance: float) -> Decision:
    """Is every violation within the tolerance? There is no error rate: the worst case decides.

    Args:
        violations: by how much each instance breaks the identity, (n,); what is not a number
            breaks it without limit.
        tolerance: what rounding may do, > 0.
    """
    worst = float(np.nan_to_num(violations, nan=np.inf, posinf=np.inf).max())
    region = Region(high=np.nextafter(tolerance, np.inf))
    p = float(worst > tolerance)
    return Decision(Interval(worst, worst, worst), region, p, 1 - p, len(violations))
