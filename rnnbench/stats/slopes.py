"""Least-squares slopes."""

import math

import numpy as np
from scipy import stats

from rnnbench.stats.decisions import ALPHA, Array, Interval


def slope(x: Array, y: Array) -> Interval:
    """Slope of y on x, for errors whose spread may change with x.

    The standard error is HC3 (MacKinnon & White, J. Econometrics 29 (1985)): each residual is
    divided by 1 - its leverage. The limits are Student's, with n - 2 degrees of freedom.

    Args:
        x: the regressor, (n,), n >= 3.
        y: the response, (n,).

    Raises:
        ValueError: if x is constant but for one point at most; that point's residual would be 0
            whatever its y.
    """
    if len(x) < 3:
        raise ValueError("a slope with an interval needs at least three points")
    if np.unique(x, return_counts=True)[1].max() >= len(x) - 1:
        raise ValueError("x is constant but for one point at most")
    centred = x - x.mean()
    squares = float(centred @ centred)
    leverage = 1 / len(x) + centred**2 / squares
    estimate = float(centred @ y) / squares
    residuals = y - y.mean() - estimate * centred
    error = math.sqrt(float(np.sum((centred * residuals / (1 - leverage)) ** 2))) / squares
    reach = float(stats.t.ppf(1 - ALPHA, len(x) - 2)) * error
    return Interval(estimate, estimate - reach, estimate + reach)
