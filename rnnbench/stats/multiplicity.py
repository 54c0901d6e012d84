"""Correction for multiple tests."""

from collections.abc import Sequence

from statsmodels.stats.multitest import multipletests


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values by Holm's method, in the order given (Scand. J. Statistics 6 (1979))."""
    if not p_values:
        return []
    return [float(p) for p in multipletests(p_values, method="holm")[1]]
