"""Mathematical identities and bounds: a single violation refutes them."""

import numpy as np

from rnnbench.stats.decisions import Array, Decision, Interval, Region


def holds(violations: Array, tolerance: float) -> Decision:
    """Is every violation within the tolerance? The worst case decides, without an error rate.

    Args:
        violations: violation of the identity by each instance, (n,); nan counts as infinite.
        tolerance: largest violation that rounding may cause, > 0.
    """
    worst = float(np.nan_to_num(violations, nan=np.inf, posinf=np.inf).max())
    region = Region(high=np.nextafter(tolerance, np.inf))
    p = float(worst > tolerance)
    return Decision(Interval(worst, worst, worst), region, p, 1 - p, len(violations))
