"""Whether a verdict stands if something is left out, or had been chosen otherwise."""

from pathlib import Path

import pytest
import simulated
from kinds import one_of_each

from rnnbench import config
from rnnbench.claims import Equivalent, Faster, Identity, Superior, Unbeaten
from rnnbench.components.registry import BUILT_IN
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.verdicts import judge
from rnnbench.plan.expansion import expand
from rnnbench.plan.plan import claims_of
from rnnbench.report import prose

QUICK = expand(config.read(Path(__file__).parent.parent / "config" / "quick.yaml"))
CLAIMS = claims_of(BUILT_IN)
NAME = "lstm_more_powerful_than_gru"
(SEEDS,) = QUICK.config.studies["core"].seeds


def _judged(effect, tuning=None, name=NAME):
    frame = simulated.runs(QUICK, effect)
    rows = {} if tuning is None else {"tuning": _tuning(tuning)}
    return judge(name, CLAIMS[name], Evidence(frame, **rows))


def _tuning(effect):
    """Tuning runs at two rates."""
    frame = simulated.runs(QUICK, effect)
    few = frame[frame["seed"] < 2].assign(stage="tune")
    return few.assign(learning_rate=few["seed"].map(lambda _: 0.01))


def _of_kind(verdict, kind):
    return [check for check in verdict.robustness if check.kind == kind]


def _better(gain):
    return lambda run, rng: {"score": 0.5 + gain(run) * (run.cell == "lstm") + rng.normal(0, 0.001)}


@pytest.mark.parametrize("name", one_of_each(QUICK.judged()))
def test_clear_effect_never_flips(name):
    evidence = simulated.evidence(QUICK, CLAIMS[name], +1)
    verdict = judge(name, CLAIMS[name], evidence)
    assert verdict.flips == []
    test = CLAIMS[name].primary.test
    assert bool(verdict.robustness) != isinstance(test, Identity)
    has_margin = isinstance(test, Superior | Equivalent | Faster | Unbeaten)
    assert len(_of_kind(verdict, "margin")) == 2 * has_margin


def test_every_seed_is_left_out_once():
    verdict = _judged(_better(lambda run: 0.1))
    left_out = _of_kind(verdict, "seed left out")
    assert [check.what for check in left_out] == [f"without seed {i}" for i in range(SEEDS)]
    assert {check.verdict for check in left_out} == {"holds"}


def test_seed_left_out_equals_judging_without_it():
    odd = _better(lambda run: 0.1 + (run.seed == 3))
    whole = _judged(odd)
    frame = simulated.runs(QUICK, odd)
    without = judge(NAME, CLAIMS[NAME], Evidence(frame[frame["seed"] != 3]))
    check = _of_kind(whole, "seed left out")[3]
    assert check.effect == pytest.approx(without.primary.effect)
    assert (check.low, check.high) == pytest.approx((without.primary.low, without.primary.high))
    assert check.verdict == without.verdict


def test_task_with_a_reversed_effect_flips():
    verdict = _judged(_better(lambda run: -0.1 if run.task == "copying" else 0.3))
    assert verdict.verdict == "holds"
    assert [check.what for check in verdict.flips] == ["copying (12)"]
    assert "Reversed by: copying (12)." in prose.robustness(verdict)


def test_margin_may_decide():
    verdict = _judged(_better(lambda run: 0.03))
    half, twice = _of_kind(verdict, "margin")
    assert (half.verdict, verdict.verdict, twice.verdict) == ("holds", "holds", "does not hold")


def test_one_rate_for_both_sides_is_judged_on_tuning_seeds():
    verdict = _judged(_better(lambda run: 0.1), tuning=_better(lambda run: -0.2))
    (check,) = _of_kind(verdict, "learning rate")
    assert check.effect == pytest.approx(-0.2, abs=0.01)
    assert (check.what, check.verdict, check.low) == ("both at 0.01", "does not hold", None)
    assert verdict.primary == _judged(_better(lambda run: 0.1)).primary
