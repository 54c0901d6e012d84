"""Experiments on pools: what each test says where the truth is known."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd
from pydantic import AliasChoices, Field
from scipy import stats
from scipy.optimize import brentq

from rnnbench.claims import (
    SCORE_MARGIN,
    Equivalent,
    Faster,
    Ranks,
    Succeeds,
    Superior,
    Test,
    Unbeaten,
    Within,
)
from rnnbench.judging.deciding import decide
from rnnbench.judging.outcomes import happened, scores, seldom
from rnnbench.judging.records import Record
from rnnbench.judging.samples import Sample
from rnnbench.stats.decisions import ALPHA, LEVEL, Array
from rnnbench.stats.times import restricted

SIZES = (5, 10, 20)
"""Numbers of seeds."""
PLANTED = (0.0, 0.5, 1.0, 2.0)
"""Distances of the truth from the border, in standard deviations of a difference of two runs."""
FEWER = 4
"""Power needs less precision than error rates: so many times fewer experiments."""


class Rate(Record):
    """How a test came out over many experiments of one kind.

    ``planted`` is the distance of the truth from the border of the test's region, towards what the
    test is to support, in standard deviations of a difference of two runs; 0 is the border
    itself, where either verdict is an error. ``silent`` is the share of experiments that could not
    tell: they have no interval, and none that misses.
    ``simulation_error`` is how far above the nominal error rate simulation alone takes the observed
    one in 1 of 1,000 cases.
    """

    test: str
    pool: str
    n: int
    planted: float
    experiments: int
    holds: float = Field(validation_alias=AliasChoices("holds", "supported"))
    does_not_hold: float = Field(
        validation_alias=AliasChoices("does_not_hold", "does not hold", "refuted")
    )
    silent: float
    covered: float
    nominal_error: float
    nominal_coverage: float
    simulation_error: float

    @property
    def off(self) -> bool:
        """Whether more verdicts at the border are wrong than simulation accounts for."""
        allowed = self.nominal_error + self.simulation_error
        return self.planted == 0 and max(self.holds, self.does_not_hold) > allowed


@dataclass(frozen=True)
class Trial:
    """A test, how its samples are drawn, and the true effect.

    Attributes:
        test: the test.
        truth: the true effect, in the unit of the decision's interval.
        draw: samples of one experiment, for n seeds.
    """

    test: Test
    truth: float
    draw: Callable[[int, np.random.Generator], list[Sample]]


def rates(runs: pd.DataFrame, experiments: int, seed: int = 0) -> list[Rate]:
    """Error rates, coverage and power of all tests on all pools.

    Args:
        runs: the pools' rows of the table of runs.
        experiments: simulated experiments for each error rate, at least ``FEWER``.
        seed: of the draws.
    """
    found = []
    for task, pool in runs.groupby("task"):
        for planted, n in product(PLANTED, SIZES):
            number = experiments // FEWER if planted else experiments
            for name, trial in _trials(pool, planted).items():
                rng = np.random.default_rng([seed, n, int(10 * planted)])
                found.append(_rate(name, str(task), trial, n, planted, number, rng))
    return found


def _rate(
    name: str,
    pool: str,
    trial: Trial,
    n: int,
    planted: float,
    experiments: int,
    rng: np.random.Generator,
) -> Rate:
    said, missed, silent = [], 0, 0
    for _ in range(experiments):
        telling = [sample for sample in trial.draw(n, rng) if sample.silent is None]
        if telling:
            decision = decide(telling, trial.test)
            said.append(decision.verdict)
            missed += not decision.effect.low <= trial.truth <= decision.effect.high
        else:
            silent += 1
    return Rate(
        test=name,
        pool=pool,
        n=n,
        planted=planted,
        experiments=experiments,
        holds=said.count("holds") / experiments,
        does_not_hold=said.count("does not hold") / experiments,
        silent=silent / experiments,
        covered=1 - missed / experiments,
        nominal_error=ALPHA,
        nominal_coverage=LEVEL,
        simulation_error=float(stats.binom.isf(1e-3, experiments, ALPHA)) / experiments - ALPHA,
    )


def _trials(pool: pd.DataFrame, planted: float) -> dict[str, Trial]:
    """Tests by name, with effects planted so far beyond the border of what they support."""
    return {
        **_of_scores(scores(pool), planted),
        **_of_times(pool, planted),
        **_of_proportions(happened(pool, "reached"), planted),
    }


def _of_scores(pool: Array, planted: float) -> dict[str, Trial]:
    spread = float(pool.std() * np.sqrt(2))
    beyond, margin = planted * spread, SCORE_MARGIN

    def two(shift: float) -> Callable[[int, np.random.Generator], list[Sample]]:
        def draw(n: int, rng: np.random.Generator) -> list[Sample]:
            a, b = rng.choice(pool, (2, n))
            return [_sample(a + shift, b)]

        return draw

    def change(n: int, rng: np.random.Generator) -> list[Sample]:
        a, b, c, d = rng.choice(pool, (4, n))
        return [_sample(a - b + margin + beyond * np.sqrt(2), c - d)]

    def arms(n: int, rng: np.random.Generator) -> list[Sample]:
        values = rng.choice(pool, (3, n))
        values[0] += beyond
        return [_sample(value, None, name) for name, value in zip("xyz", values, strict=True)]

    def variants(n: int, rng: np.random.Generator) -> list[Sample]:
        *values, base = rng.choice(pool, (4, n))
        gain = margin - beyond
        return [_sample(v + gain, base, name) for name, v in zip("xyz", values, strict=True)]

    at_border = planted == 0
    wide = Equivalent(margin if at_border else beyond)
    return {
        "superior": Trial(Superior(margin), margin + beyond, two(margin + beyond)),
        "equivalent": Trial(wide, margin * at_border, two(margin * at_border)),
        "within": Trial(Within(low=-margin), beyond - margin, two(beyond - margin)),
        "interaction": Trial(Superior(margin), margin + beyond * float(np.sqrt(2)), change),
        "ranks": Trial(Ranks(first=("x",)), beyond, arms),
        "unbeaten": Trial(Unbeaten(margin), margin - beyond, variants),
    }


def _of_times(pool: pd.DataFrame, planted: float) -> dict[str, Trial]:
    """Times stretched by a factor; what was censored stays so."""
    horizon = float(pool["budget"].iloc[0])
    taken = restricted(pool["updates_to_target"].to_numpy(float), horizon) / horizon
    test = Faster()
    spread = float(taken.std() * np.sqrt(2) / taken.mean())
    truth = 1 - test.margin - planted * spread / 2

    def stretched(times: Array, factor: float) -> Array:
        return np.where(times < 1, np.minimum(1.0, factor * times), 1.0)

    def off(factor: float) -> float:
        return float(stretched(taken, factor).mean() / taken.mean()) - truth

    smallest = 0.01
    if off(smallest) > 0:
        return {}
    factor = brentq(off, smallest, 1.0)

    def draw(n: int, rng: np.random.Generator) -> list[Sample]:
        a, b = rng.choice(taken, (2, n))
        sample = _sample(stretched(a, factor), b)
        return [replace(sample, silent=seldom([sample.a, b]))]

    return {"faster": Trial(test, truth, draw)}


def _of_proportions(
    reached: "np.ndarray[tuple[int], np.dtype[np.bool_]]", planted: float
) -> dict[str, Trial]:
    """Some of A's failures turned into successes."""
    share = float(reached.mean())
    truth = planted * float(np.sqrt(2 * share * (1 - share))) / 2
    if not 0 < share < 1 or share + truth > 1:
        return {}
    turned = truth / (1 - share)

    def strata(count: int) -> Callable[[int, np.random.Generator], list[Sample]]:
        def draw(n: int, rng: np.random.Generator) -> list[Sample]:
            a, b = rng.choice(reached, (2, count, n))
            a = a | (rng.random(a.shape) < turned)
            return [_sample(*sides) for sides in zip(a.astype(float), b.astype(float), strict=True)]

        return draw

    return {
        "succeeds": Trial(Succeeds(), truth, strata(1)),
        "succeeds, three tasks": Trial(Succeeds(), truth, strata(3)),
    }


def _sample(a: Array, b: Array | None, name: str = "a") -> Sample:
    return Sample("pool", "", (name, "" if b is None else "b"), a, b)
