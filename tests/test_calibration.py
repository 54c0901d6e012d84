"""Calibration: error rates, coverage and power from simulated effects."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rnnbench.claims import Superior, Test, Within, tests
from rnnbench.pipeline import collect
from rnnbench.pipeline.calibration import aa_samples, experiments
from rnnbench.stats.decisions import ALPHA
from rnnbench.storage import results


@pytest.fixture(scope="module")
def aa_runs():
    """Runs of which four in five reach the target."""
    rng = np.random.default_rng(1)
    times = np.where(rng.random(200) < 0.8, rng.uniform(10, 90, 200), np.nan)
    return pd.DataFrame(
        {
            "task": "made up",
            "score": rng.normal(0.6, 0.1, 200),
            "budget": 100,
            "updates_to_target": times,
            "reached": ~np.isnan(times),
        }
    )


@pytest.fixture(scope="module")
def rates(aa_runs):
    return experiments.rates(aa_runs, 400)


def test_every_test_is_tried_at_every_size_and_effect(rates):
    tried = {(rate.test, rate.n, rate.simulated_effect) for rate in rates}
    assert len(tried) == len(rates)
    assert {"interaction", "succeeds, three tasks"} < {test for test, _, _ in tried}
    assert {n for _, n, _ in tried} == set(experiments.SIZES)


def test_no_test_in_use_errs_too_often(rates):
    assert [rate for rate in rates if rate.off] == []


def test_more_seeds_see_more(rates):
    shares = {(r.test, r.n): r.holds for r in rates if r.simulated_effect == 1.0}
    few, *_, many = experiments.SIZES
    tests = {test for test, _ in shares}
    assert all(shares[test, few] < shares[test, many] for test in tests)


def test_every_test_with_a_sampling_error_is_simulated(aa_runs):
    simulated = {type(one.test) for one in experiments.simulations(aa_runs, 0.0).values()}
    built_in = {kind for name in tests.__all__ if issubclass(kind := getattr(tests, name), Test)}
    assert simulated == {kind for kind in built_in - {Test} if not kind.exact}


def test_a_test_that_errs_is_found(aa_runs, monkeypatch):
    for kind in (Superior, Within):
        real = kind.decide
        monkeypatch.setattr(
            kind, "decide", lambda self, samples, real=real: real(self, samples, 0.1)
        )
    found = {r.test for r in experiments.rates(aa_runs, 400) if r.off and r.n == 20}
    assert {"superior", "within", "interaction"} <= found


@pytest.mark.parametrize("effect", experiments.SIMULATED_EFFECTS)
def test_the_truth_is_the_mean_of_many_draws(aa_runs, effect):
    rng = np.random.default_rng(2)
    for name, simulation in experiments.simulations(aa_runs, effect).items():
        if name in ("ranks", "unbeaten"):  # extremes of means, which are not means of extremes
            continue
        samples = simulation.draw(200_000, rng)
        found = np.mean([s.differences.mean() for s in samples])
        if name == "faster":
            found = samples[0].a.mean() / samples[0].b.mean()
        assert found == pytest.approx(simulation.truth, abs=0.01), name


def test_errors_are_judged_by_what_simulation_allows():
    common = {"test": "t", "aa_sample": "s", "n": 5, "experiments": 1000, "covered": 1.0}
    common |= {"nominal_error": ALPHA, "nominal_coverage": 0.95, "simulation_error": 0.01}
    common |= {"uninformative": 0.0}

    def off(**rates):
        return experiments.Rate(**common, **rates).off

    assert not off(simulated_effect=0.0, holds=ALPHA + 0.009, does_not_hold=0.0)
    assert off(simulated_effect=0.0, holds=0.0, does_not_hold=ALPHA + 0.011)
    assert not off(simulated_effect=1.0, holds=1.0, does_not_hold=0.0)


def test_aa_samples_are_runs_of_one_arm_that_differ_in_their_seeds(tmp_path):
    aa_samples.run(tmp_path / "runs.parquet", 3)
    runs = results.read("runs", [tmp_path / "runs.parquet"])
    for _, own in runs.groupby("task"):
        assert list(own["seed"]) == [0, 1, 2]
        axes = ["length", "cell", "init", "norm", "clip", "penalty", "learning_rate"]
        assert (own[axes].nunique() == 1).all()
        assert own["loss"].nunique() == 3


def test_rates_of_earlier_versions_can_be_read():
    """Their names of columns and verdicts are others."""
    file = Path(__file__).parents[1] / "results" / "reference" / "calibration.json"
    current = json.loads(file.read_text())
    names = {
        "aa_sample": "pool",
        "simulated_effect": "planted",
        "uninformative": "silent",
        "holds": "supported",
        "does_not_hold": "refuted",
    }
    former = [{names.get(key, key): value for key, value in row.items()} for row in current]
    read = (collect.RATES.validate_json(json.dumps(rows)) for rows in (current, former))
    assert next(read) == next(read)
