"""How often the tests err is found rightly."""

import numpy as np
import pandas as pd
import pytest

from rnnbench.pipeline.calibration import aa_samples, experiments
from rnnbench.stats.decisions import ALPHA
from rnnbench.storage import results


@pytest.fixture(scope="module")
def pool():
    """Runs of which four in five arrive."""
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
def rates(pool):
    return experiments.rates(pool, 400)


def test_every_test_is_tried_at_every_size_and_effect(rates):
    tried = {(rate.test, rate.n, rate.planted) for rate in rates}
    assert len(tried) == len(rates)
    names = "superior equivalent within interaction ranks unbeaten faster succeeds"
    assert {test for test, _, _ in tried} >= set(names.split())
    assert {n for _, n, _ in tried} == set(experiments.SIZES)


def test_no_test_in_use_errs_too_often(rates):
    assert [rate for rate in rates if rate.off] == []


def test_more_seeds_see_more(rates):
    shares = {(r.test, r.n): r.holds for r in rates if r.planted == 1.0}
    few, *_, many = experiments.SIZES
    tests = {test for test, _ in shares}
    assert all(shares[test, few] < shares[test, many] for test in tests)


def test_a_test_that_errs_is_found(pool, monkeypatch):
    real = experiments.decide
    monkeypatch.setattr(experiments, "decide", lambda group, test: real(group, test, alpha=0.1))
    found = {r.test for r in experiments.rates(pool, 400) if r.off and r.n == 20}
    assert {"superior", "within", "interaction"} <= found


@pytest.mark.parametrize("planted", experiments.PLANTED)
def test_the_truth_is_what_many_draws_give(pool, planted):
    rng = np.random.default_rng(2)
    for name, trial in experiments._trials(pool, planted).items():
        if name in ("ranks", "unbeaten"):  # extremes of means, which are not means of extremes
            continue
        samples = trial.draw(200_000, rng)
        found = np.mean([s.differences.mean() for s in samples])
        if name == "faster":
            found = samples[0].a.mean() / samples[0].b.mean()
        assert found == pytest.approx(trial.truth, abs=0.01), name


def test_errors_are_judged_by_what_simulation_allows():
    common = {"test": "t", "pool": "p", "n": 5, "experiments": 1000, "silent": 0.0, "covered": 1.0}
    common |= {"nominal_error": ALPHA, "nominal_coverage": 0.95, "simulation_error": 0.01}

    def off(**rates):
        return experiments.Rate(**common, **rates).off

    assert not off(planted=0.0, holds=ALPHA + 0.009, does_not_hold=0.0)
    assert off(planted=0.0, holds=0.0, does_not_hold=ALPHA + 0.011)
    assert not off(planted=1.0, holds=1.0, does_not_hold=0.0)


def test_pools_are_runs_of_one_arm_that_differ_in_their_seeds(tmp_path):
    aa_samples.run(tmp_path / "runs.parquet", 3)
    runs = results.read("runs", [tmp_path / "runs.parquet"])
    for _, pool in runs.groupby("task"):
        assert list(pool["seed"]) == [0, 1, 2]
        axes = ["length", "cell", "init", "norm", "clip", "penalty", "learning_rate"]
        assert (pool[axes].nunique() == 1).all()
        assert pool["loss"].nunique() == 3
