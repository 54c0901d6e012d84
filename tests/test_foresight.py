"""How likely a claim would be decided with other numbers of seeds."""

from pathlib import Path

import pytest
import simulated

from rnnbench import config
from rnnbench.components.registry import BUILT_IN
from rnnbench.judging import foresight
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.interim import ONLY_ANALYSIS, InterimAnalysis
from rnnbench.plan.expansion import expand
from rnnbench.plan.plan import claims_of

CONFIGS = Path(__file__).parent.parent / "config"
QUICK = expand(config.read(CONFIGS / "quick.yaml"))
CLAIM = claims_of(BUILT_IN)["lstm_more_powerful_than_gru"]


def _evidence(gain, noise):
    return Evidence(
        simulated.runs(
            QUICK,
            lambda run, rng: {"score": 0.5 + gain * (run.cell == "lstm") + rng.normal(0, noise)},
        )
    )


def test_more_seeds_decide_more_often():
    shares = foresight.decided(CLAIM, _evidence(0.1, 0.2), ONLY_ANALYSIS, (5, 20, 80))
    assert shares[5] < shares[20] < shares[80]


def test_a_clear_effect_is_decided_and_one_on_the_border_is_not():
    assert foresight.decided(CLAIM, _evidence(0.3, 0.01), ONLY_ANALYSIS, (10,)) == {10: 1.0}
    assert foresight.decided(CLAIM, _evidence(0.02, 0.2), ONLY_ANALYSIS, (5,))[5] < 0.2


def test_more_interim_analyses_leave_less_power_to_each():
    evidence = _evidence(0.05, 0.05)
    once, often = (
        foresight.decided(CLAIM, evidence, interim, (8,))
        for interim in (ONLY_ANALYSIS, InterimAnalysis(1, 6))
    )
    assert often[8] < once[8]


def test_without_informative_strata_there_is_no_chance():
    frame = simulated.runs(QUICK, lambda run, rng: {"score": 0.0})
    assert foresight.decided(CLAIM, Evidence(frame), ONLY_ANALYSIS) == {}


@pytest.mark.parametrize("name", ["bptt_matches_autograd"])
def test_an_exact_test_has_no_chance(name):
    claim = claims_of(BUILT_IN)[name]
    found = simulated.evidence(QUICK, claim, +1)
    assert foresight.decided(claim, found, ONLY_ANALYSIS) == {}
