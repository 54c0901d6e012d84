"""Right-censored times to target."""

import math

import numpy as np
from scipy import stats

from rnnbench.stats import student
from rnnbench.stats.decisions import ALPHA, Array, Decision, Interval, Region
from rnnbench.stats.paired import p_greater
from rnnbench.stats.power import detectable, needed


def restricted(times: Array, horizon: float) -> Array:
    """min(time, horizon); missing times count as not reached.

    If every run is followed up to the horizon, their mean is the restricted mean time: the area
    under the survival curve (Royston & Parmar, BMC Medical Research Methodology 13 (2013)).
    """
    return np.minimum(np.where(np.isnan(times), horizon, times), horizon)


def faster(a: Array, b: Array, margin: float, alpha: float = ALPHA) -> Decision:
    """Is A's restricted mean time less than (1 - margin) times B's? Paired.

    The effect is the ratio of the means; its interval inverts the paired t test of
    mean(A) - ratio · mean(B) = 0 (Fieller, JRSS B 16 (1954)).

    Args:
        a: restricted times of A, one a seed, (n,), all > 0.
        b: those of B, the same seeds.
        margin: smallest relative gain that matters, in [0, 1).
        alpha: one-sided error rate.
    """
    border = 1 - margin
    gains = border * b - a
    spread = float(gains.std(ddof=1)) / float(b.mean())
    ratio = ratio_interval(a, b, alpha)
    return Decision(
        effect=ratio,
        region=Region(high=border),
        p_holds=p_greater(gains, 0.0),
        p_fails=p_greater(-gains, 0.0),
        n=len(a),
        detectable=detectable(spread, len(a), alpha),
        needed=needed(spread, abs(border - ratio.estimate), alpha),
    )


def ratio_interval(a: Array, b: Array, alpha: float = ALPHA) -> Interval:
    """Fieller's interval of mean(a) / mean(b), paired; unbounded if b's mean may be 0."""
    n, level = len(a), 1 - 2 * alpha
    squared_t = student.quantile(1 - alpha, n) ** 2 / n
    mean_a, mean_b = float(a.mean()), float(b.mean())
    covariance = np.cov(a, b)
    quadratic = mean_b**2 - squared_t * float(covariance[1, 1])
    linear = mean_a * mean_b - squared_t * float(covariance[0, 1])
    constant = mean_a**2 - squared_t * float(covariance[0, 0])
    estimate = mean_a / mean_b
    if n < 3:
        return Interval(estimate, -math.inf, math.inf, level)
    if quadratic <= 0:
        return Interval(estimate, -math.inf, math.inf, level)
    reach = math.sqrt(max(0.0, linear**2 - quadratic * constant)) / quadratic
    return Interval(estimate, linear / quadratic - reach, linear / quadratic + reach, level)


def logrank(a: Array, b: Array, horizon: float) -> float:
    """Two-sided log-rank p-value for "both reach the target at the same rate" (unpaired)."""

    def censored(times: Array) -> stats.CensoredData:
        missing = np.isnan(times) | (times > horizon)
        return stats.CensoredData(
            uncensored=times[~missing], right=np.full(int(missing.sum()), horizon)
        )

    with np.errstate(invalid="ignore", divide="ignore"):
        return float(stats.logrank(censored(a), censored(b)).pvalue)
