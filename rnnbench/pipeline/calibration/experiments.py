"""Experiments on A/A samples: the decisions of each test where the truth is known."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt
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
from rnnbench.claims.tests import Sample
from rnnbench.claims.tests.faster import rarely_reached
from rnnbench.claims.tests.scores import scores
from rnnbench.claims.tests.succeeds import happened
from rnnbench.judging.json_model import JsonModel
from rnnbench.stats.decisions import ALPHA, LEVEL, Array
from rnnbench.stats.times import restricted

SIZES = (5, 10, 20)
"""Numbers of seeds."""
SIMULATED_EFFECTS = (0.0, 0.5, 1.0, 2.0)
"""Distances of the truth from the border, in standard deviations of a difference of two runs."""
FEWER = 4
"""Factor by which power takes fewer experiments than error rates, which need more precision."""


class Rate(JsonModel):
    """Outcomes of a test over many experiments of one kind.

    ``simulated_effect`` is the distance of the truth from the border into the test's region, in
    standard deviations of a difference of two runs. At 0, on the border, either verdict is an
    error. ``uninformative`` is the share of experiments without an informative sample; they have no
    interval, so none that misses. ``simulation_error`` is the excess over the nominal error rate
    that simulation alone causes in 1 of 1,000 cases.
    """

    test: str
    aa_sample: str = Field(validation_alias=AliasChoices("aa_sample", "pool"))
    n: int
    simulated_effect: float = Field(validation_alias=AliasChoices("simulated_effect", "planted"))
    experiments: int
    holds: float = Field(validation_alias=AliasChoices("holds", "supported"))
    does_not_hold: float = Field(
        validation_alias=AliasChoices("does_not_hold", "does not hold", "refuted")
    )
    uninformative: float = Field(validation_alias=AliasChoices("uninformative", "silent"))
    covered: float
    nominal_error: float
    nominal_coverage: float
    simulation_error: float

    @property
    def off(self) -> bool:
        """Whether more verdicts at the border are wrong than simulation explains."""
        allowed = self.nominal_error + self.simulation_error
        return self.simulated_effect == 0 and max(self.holds, self.does_not_hold) > allowed


@dataclass(frozen=True)
class Simulation:
    """A test, the true effect, and a sampler of experiments.

    Attributes:
        test: the test.
        truth: the true effect, in the unit of the decision's interval.
        draw: draws the samples of one experiment, for n seeds.
    """

    test: Test
    truth: float
    draw: Callable[[int, np.random.Generator], list[Sample]]


def rates(runs: pd.DataFrame, experiments: int, seed: int = 0) -> list[Rate]:
    """Error rates, coverage and power of all tests on all A/A samples.

    Args:
        runs: the A/A samples' rows of the table of runs.
        experiments: experiments for each error rate, at least ``FEWER``.
        seed: seed of the draws.
    """
    found = []
    for task, aa_runs in runs.groupby("task"):
        for effect, n in product(SIMULATED_EFFECTS, SIZES):
            number = experiments // FEWER if effect else experiments
            for name, simulation in simulations(aa_runs, effect).items():
                rng = np.random.default_rng([seed, n, int(10 * effect)])
                found.append(_rate(name, str(task), simulation, n, effect, number, rng))
    return found


def _rate(
    name: str,
    aa_sample: str,
    simulation: Simulation,
    n: int,
    effect: float,
    experiments: int,
    rng: np.random.Generator,
) -> Rate:
    verdicts, missed, uninformative = [], 0, 0
    for _ in range(experiments):
        samples = [s for s in simulation.draw(n, rng) if s.uninformative is None]
        if samples:
            decision = simulation.test.decide(samples)
            verdicts.append(decision.verdict)
            missed += not decision.effect.low <= simulation.truth <= decision.effect.high
        else:
            uninformative += 1
    return Rate(
        test=name,
        aa_sample=aa_sample,
        n=n,
        simulated_effect=effect,
        experiments=experiments,
        holds=verdicts.count("holds") / experiments,
        does_not_hold=verdicts.count("does not hold") / experiments,
        uninformative=uninformative / experiments,
        covered=1 - missed / experiments,
        nominal_error=ALPHA,
        nominal_coverage=LEVEL,
        simulation_error=float(stats.binom.isf(1e-3, experiments, ALPHA)) / experiments - ALPHA,
    )


def simulations(runs: pd.DataFrame, effect: float) -> dict[str, Simulation]:
    """Simulations of all tests with a sampling error, by name.

    Args:
        runs: one A/A sample, rows of the table of runs.
        effect: distance of the truth from the border into the test's region, in standard deviations
            of a difference of two runs.
    """
    return {
        **_of_scores(scores(runs), effect),
        **_of_times(runs, effect),
        **_of_proportions(happened(runs, "reached"), effect),
    }


def _of_scores(values: Array, effect: float) -> dict[str, Simulation]:
    spread = float(values.std() * np.sqrt(2))
    beyond, margin = effect * spread, SCORE_MARGIN

    def two(shift: float) -> Callable[[int, np.random.Generator], list[Sample]]:
        def draw(n: int, rng: np.random.Generator) -> list[Sample]:
            a, b = rng.choice(values, (2, n))
            return [_sample(a + shift, b)]

        return draw

    def change(n: int, rng: np.random.Generator) -> list[Sample]:
        a, b, c, d = rng.choice(values, (4, n))
        return [_sample(a - b + margin + beyond * np.sqrt(2), c - d)]

    def arms(n: int, rng: np.random.Generator) -> list[Sample]:
        drawn = rng.choice(values, (3, n))
        drawn[0] += beyond
        return [_sample(own, None, name) for name, own in zip("xyz", drawn, strict=True)]

    def variants(n: int, rng: np.random.Generator) -> list[Sample]:
        *drawn, base = rng.choice(values, (4, n))
        gain = margin - beyond
        return [_sample(own + gain, base, name) for name, own in zip("xyz", drawn, strict=True)]

    at_border = effect == 0
    wide = Equivalent(margin if at_border else beyond)
    return {
        "superior": Simulation(Superior(margin), margin + beyond, two(margin + beyond)),
        "equivalent": Simulation(wide, margin * at_border, two(margin * at_border)),
        "within": Simulation(Within(low=-margin), beyond - margin, two(beyond - margin)),
        "interaction": Simulation(Superior(margin), margin + beyond * float(np.sqrt(2)), change),
        "ranks": Simulation(Ranks(first=("x",)), beyond, arms),
        "unbeaten": Simulation(Unbeaten(margin), margin - beyond, variants),
    }


def _of_times(runs: pd.DataFrame, effect: float) -> dict[str, Simulation]:
    """Stretch times by a factor; censored times stay censored."""
    horizon = float(runs["budget"].iloc[0])
    taken = restricted(runs["updates_to_target"].to_numpy(float), horizon) / horizon
    test = Faster()
    spread = float(taken.std() * np.sqrt(2) / taken.mean())
    truth = 1 - test.margin - effect * spread / 2

    def stretched(times: Array, factor: float) -> Array:
        return np.where(times < 1, np.minimum(1.0, factor * times), 1.0)

    def excess(factor: float) -> float:
        return float(stretched(taken, factor).mean() / taken.mean()) - truth

    smallest = 0.01
    if excess(smallest) > 0:
        return {}
    factor = brentq(excess, smallest, 1.0)

    def draw(n: int, rng: np.random.Generator) -> list[Sample]:
        a, b = rng.choice(taken, (2, n))
        a = stretched(a, factor)
        return [replace(_sample(a, b), uninformative=rarely_reached(a, b))]

    return {"faster": Simulation(test, truth, draw)}


def _of_proportions(reached: npt.NDArray[np.bool_], effect: float) -> dict[str, Simulation]:
    """Turn some of A's failures into successes."""
    share = float(reached.mean())
    truth = effect * float(np.sqrt(2 * share * (1 - share))) / 2
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
        "succeeds": Simulation(Succeeds(), truth, strata(1)),
        "succeeds, three tasks": Simulation(Succeeds(), truth, strata(3)),
    }


def _sample(a: Array, b: Array | None, name: str = "a") -> Sample:
    return Sample("A/A", "", (name, "" if b is None else "b"), a, b)
