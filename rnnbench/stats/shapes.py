"""Simulated experiments with known effects, for the coverage of intervals.

An interval must cover the shapes in ``IN_SCOPE`` to be used. No interval of useful length covers
those in ``HARD`` with five seeds. Both were declared before any interval was tried.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log

import numpy as np
from scipy import stats

from rnnbench.stats.decisions import Array


@dataclass(frozen=True)
class Shape:
    """A distribution of paired differences of scores.

    Attributes:
        truth: mean of the distribution.
        draw: sampler of differences, (experiments, n).
    """

    truth: float
    draw: Callable[[np.random.Generator, tuple[int, int]], Array]


def _log_normal(sigma: float) -> Shape:
    """Log-normal errors on one side, a constant on the other."""
    return Shape(exp(sigma**2 / 2), lambda rng, size: rng.lognormal(0, sigma, size))


def _errors(sigma_a: float, sigma_b: float, correlation: float) -> Shape:
    """B's minus A's errors, log-normal around 0.1 and correlated."""

    def draw(rng: np.random.Generator, size: tuple[int, int]) -> Array:
        of_a, own = rng.normal(size=(2, *size))
        of_b = correlation * of_a + (1 - correlation**2) ** 0.5 * own
        return np.asarray(0.1 * (np.exp(sigma_b * of_b) - np.exp(sigma_a * of_a)))

    return Shape(0.1 * (exp(sigma_b**2 / 2) - exp(sigma_a**2 / 2)), draw)


def _betas(a: tuple[float, float], b: tuple[float, float]) -> Shape:
    return Shape(
        a[0] / sum(a) - b[0] / sum(b), lambda rng, size: rng.beta(*a, size) - rng.beta(*b, size)
    )


def _solving(share_a: float, share_b: float) -> Shape:
    """A share of seeds scores 0.9, the others 0, each with uniform noise of ±0.05."""

    def draw(rng: np.random.Generator, size: tuple[int, int]) -> Array:
        solves = [rng.random(size) < share for share in (share_a, share_b)]
        noise = rng.uniform(-0.05, 0.05, (2, *size))
        return np.asarray(0.9 * solves[0] + noise[0] - 0.9 * solves[1] - noise[1])

    return Shape(0.9 * (share_a - share_b), draw)


def _shared() -> Shape:
    """Logistic-normal scores of seeds that are hard or easy for both sides.

    The mean is computed by Gauss-Hermite quadrature: a score's logit has variance 1.5.
    """

    def logistic(x: Array) -> Array:
        return 1 / (1 + np.exp(-x))

    def draw(rng: np.random.Generator, size: tuple[int, int]) -> Array:
        seed, of_a, of_b = rng.normal(size=(3, *size))
        return logistic(1.5 + seed + 0.5**0.5 * of_a) - logistic(seed + 0.5**0.5 * of_b)

    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    difference = logistic(1.5 + 1.5**0.5 * nodes) - logistic(1.5**0.5 * nodes)
    return Shape(float(weights @ difference / weights.sum()), draw)


IN_SCOPE = {
    "normal": Shape(0.1, lambda rng, size: rng.normal(0.1, 1, size)),
    "skewed: errors that spread differently": _errors(0.3, 0.6, 0.5),
    "bounded: beta scores": _betas((8, 2), (4, 2)),
    "bounded: one side near its ceiling": _betas((20, 1), (4, 2)),
    "bounded: a share of seeds solves the task": _solving(0.7, 0.3),
    "bounded: seeds hard or easy for both sides": _shared(),
}
HARD = {
    "skewed: one side fixed, log-normal 0.5": _log_normal(0.5),
    "skewed: one side fixed, log-normal 1": _log_normal(1.0),
    "two-valued: half the seeds solve, on one side": _solving(0.5, 0.0),
    "two-valued: one seed in ten does not solve, on one side": _solving(0.9, 0.0),
}


@dataclass(frozen=True)
class Times:
    """Paired restricted times of A and B, as shares of the budget; 1 is censored.

    Attributes:
        median_a: A's median time, in budgets; above 1 most of its runs are censored.
        median_b: B's.
        sigma: standard deviation of the log times.
        correlation: correlation of the log times of a pair.
    """

    median_a: float
    median_b: float
    sigma: float
    correlation: float = 0.5

    @property
    def truth(self) -> float:
        """Ratio of the restricted means."""
        mean_a, mean_b = (self._mean(median) for median in (self.median_a, self.median_b))
        return mean_a / mean_b

    def draw(self, rng: np.random.Generator, size: tuple[int, int]) -> tuple[Array, Array]:
        """Times of A and of B, (experiments, n) each."""
        of_a, own = rng.normal(size=(2, *size))
        of_b = self.correlation * of_a + (1 - self.correlation**2) ** 0.5 * own
        a, b = (
            np.minimum(1.0, median * np.exp(self.sigma * deviation))
            for median, deviation in ((self.median_a, of_a), (self.median_b, of_b))
        )
        return a, b

    def _mean(self, median: float) -> float:
        """E min(T, 1) of a log-normal T."""
        cut = -log(median) / self.sigma
        below = median * exp(self.sigma**2 / 2) * stats.norm.cdf(cut - self.sigma)
        return float(below + stats.norm.sf(cut))


TIMES = {
    "times: none censored": Times(0.2, 0.3, 0.4),
    "times: a few censored": Times(0.4, 0.6, 0.5),
    "times: spread widely, a quarter censored": Times(0.3, 0.4, 1.2),
    "times: most censored on one side": Times(0.6, 1.2, 0.5),
}
SUCCESSES = {
    "successes: even": (0.5, 0.5, 1),
    "successes: one side often, the other seldom": (0.8, 0.2, 1),
    "successes: nearly always": (0.95, 0.9, 1),
    "successes: nearly always against nearly never": (0.9, 0.03, 1),
    "successes: over three tasks": (0.7, 0.4, 3),
}
"""Success probabilities of A and B, and the number of strata; independent runs."""
EXTREMES = {
    "the least of three, all equal": (0.0, 0.0, 0.0),
    "the least of three, one below the others": (0.0, 1.0, 1.0),
    "the least of eight, all equal": (0.0,) * 8,
}
"""Means of differences that share one side, so that they are correlated."""
