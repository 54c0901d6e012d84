"""Many tests at once."""

from collections.abc import Sequence

from statsmodels.stats.multitest import multipletests


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values, in the order given (Scand. J. Statistics 6 (1979))."""
    if not p_values:
        return []
    return [float(p) for p in multipletests(p_values, method="holm")[1]]
