"""Many tests at once."""

from collections.abc import Sequence

from scipy import stats
from statsmodels.stats.multitest import multipletests


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values, in the order given (Scand. J. Statistics 6 (1979))."""
    if not p_values:
        return []
    return [float(p) for p in multipletests(p_values, method="holm")[1]]


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Benjamini & Hochberg's adjusted p-values, in the order given (JRSS B 57 (1995)).

    Rejecting those at most q keeps the expected share of false rejections at most q, if the tests
    are independent or positively dependent. It says nothing about the chance of any one error.
    """
    if not p_values:
        return []
    return [float(p) for p in stats.false_discovery_control(p_values, method="bh")]
