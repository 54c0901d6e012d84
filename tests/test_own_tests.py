"""A user's own test of a claim: one subclass, which everything else works with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import simulated
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic.dataclasses import dataclass

from rnnbench import claims, config
from rnnbench.claims import CHECKED, Claim, Contrast, Question, Readings, Superior
from rnnbench.claims.tests import Sample, Stratum
from rnnbench.claims.tests.samples import pooled
from rnnbench.judging import foresight
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.interim import InterimAnalysis
from rnnbench.judging.verdicts import ClaimVerdict, judge
from rnnbench.pipeline.registration import Registration, declared, updated
from rnnbench.plan.expansion import expand
from rnnbench.report import figures, takeaways
from rnnbench.report.curves import Curves
from rnnbench.stats import paired
from rnnbench.stats.decisions import ALPHA, Decision

PLAN = expand(config.read(Path(__file__).parent.parent / "config" / "quick.yaml"))
CELLS = Contrast("core", "cell", a=("lstm",), b=("gru",))
TWICE = InterimAnalysis(1, 2)


@dataclass(frozen=True, config=CHECKED)
class Costlier(claims.Test):
    """A's value of a column is greater by more than the margin, in percent of B's mean."""

    column: str
    percent: float = 10.0

    def decide(self, samples: Sequence[Sample], alpha: float = ALPHA) -> Decision:
        return paired.superior(pooled(samples), self.percent / 100, alpha)

    of_scores = False

    @property
    def columns(self):
        return (self.column,)

    def outcomes(self, stratum: Stratum):
        a, b = (side[self.column].to_numpy(float) for side in stratum.sides)
        return a / b.mean(), b / b.mean()

    def uninformative(self, stratum: Stratum):
        return "no run took any time" if (stratum.b[self.column] < 1e-3).all() else None

    def scaled(self, factor):
        return replace(self, percent=factor * self.percent)

    @property
    def quantity(self):
        return f"relative difference of {self.column}"


@dataclass(frozen=True, config=CHECKED)
class Ahead(claims.Test):
    """The least that a test has to say; otherwise it is as the tests of scores."""

    margin: float = 0.02

    def decide(self, samples, alpha=ALPHA):
        return paired.superior(pooled(samples), self.margin, alpha)


def _claim(test, contrast=CELLS, **others):
    question = Question(contrast, test, **others)
    return Claim("Cells", (), "LSTMs are so.", "LSTMs that are not", question, {"again": question})


def _scores(gain, noise, seed):
    return Evidence(
        simulated.runs(
            PLAN,
            lambda run, rng: {"score": 0.5 + gain * (run.cell == "lstm") + rng.normal(0, noise)},
            seed,
        )
    )


@settings(max_examples=10)
@given(st.floats(-0.3, 0.3), st.floats(0.001, 0.1), st.integers(0, 99))
def test_the_least_own_test_is_judged_as_the_built_in_test_of_scores_is(gain, noise, seed):
    """All but robustness to another margin, which it does not declare, and the ceiling."""
    evidence = _scores(gain, noise, seed)
    own, built_in = (judge("it", _claim(t), evidence, TWICE) for t in (Ahead(), Superior()))
    assert own.primary == built_in.primary
    assert own.secondary == built_in.secondary
    assert own.robustness == tuple(c for c in built_in.robustness if c.kind != "margin")
    assert ClaimVerdict.model_validate_json(own.model_dump_json()) == own


def test_it_works_on_interactions_and_readings_too():
    asked = Readings("linear_growth", "growth_rate", a=("normal",))
    readings = simulated.readings(PLAN, asked, lambda arm, x, rng: 1.0 + rng.normal(0, 0.01))
    shortest = replace(CELLS, lengths="shortest")
    for claim, evidence in (
        (_claim(Ahead(), asked), Evidence(readings=readings)),
        (_claim(Ahead(), minus=shortest), _scores(0.1, 0.01, 0)),
    ):
        own = judge("it", claim, evidence)
        plain = replace(claim.primary, test=Superior())
        built_in = judge("it", replace(claim, primary=plain, secondary={"again": plain}), evidence)
        assert own.primary == built_in.primary


def _times(ratio, scale=1.0):
    def effect(run, rng):
        own = ratio if run.cell == "lstm" else 1.0
        return {"seconds": scale * own * rng.uniform(0.99, 1.01)}

    return Evidence(simulated.runs(PLAN, effect))


@pytest.mark.parametrize(
    ("ratio", "verdict"), [(1.3, "holds"), (0.9, "does not hold"), (1.1, "undecided")]
)
def test_a_test_that_overrides_all_is_judged_by_its_own_rules(ratio, verdict):
    found = judge("it", _claim(Costlier("seconds")), _times(ratio))
    assert found.verdict == verdict
    assert found.primary.effect == pytest.approx(ratio - 1, abs=0.02)
    assert found.primary.unit == "relative difference of seconds"
    assert {check.kind for check in found.robustness} >= {"seed left out", "margin"}


def test_its_strata_may_be_uninformative():
    found = judge("it", _claim(Costlier("seconds")), _times(1.3, scale=1e-6)).primary
    assert found.reason == "no informative stratum: no run took any time"
    assert found.informative == []


def test_its_power_is_foreseen_and_its_fields_are_registered():
    claim = _claim(Costlier("seconds"))
    assert foresight.decided(claim, _times(1.3), TWICE, (10,)) == {10: 1.0}
    form = {"kind": "Costlier", "column": "seconds", "percent": 10.0}
    assert declared(claim)["primary"]["test"] == form
    now = datetime(2026, 5, 1, tzinfo=UTC)
    known = updated(Registration(), {"it": claim}, (), now)
    moved = updated(known, {"it": _claim(Costlier("seconds", 11.0))}, (), now)
    assert len(moved.claims["it"]) == 2


def test_the_report_describes_it():
    claim, evidence = _claim(Costlier("seconds")), _times(0.9)
    answer = judge("it", claim, evidence).primary
    said = takeaways.instead(claim.primary, answer)
    assert said.startswith("The relative difference of seconds, lstm against gru, is −0.")
    assert said.endswith("not above 0.1.")
    drawing = figures.of_claim("it", claim.primary, answer, evidence, Curves([]), {})
    assert drawing.name == "it"


def test_a_wrong_field_is_an_error_that_names_it():
    with pytest.raises(ValidationError, match="percent"):
        Costlier("seconds", percent="a lot")
    with pytest.raises(ValidationError, match="percents"):
        Costlier("seconds", percents=3.0)
    with pytest.raises(ValidationError, match="instance of Test"):
        Question(CELLS, "superior")
    with pytest.raises(TypeError, match="decide"):
        type("Undecided", (claims.Test,), {})()


def test_an_interaction_of_anything_but_scores_is_refused():
    claim = _claim(Costlier("seconds"), minus=replace(CELLS, lengths="shortest"))
    with pytest.raises(TypeError, match=r"^minus: .* \(got Costlier\)"):
        judge("it", claim, _times(1.3))


def test_verdicts_of_earlier_versions_can_be_read():
    found = judge("it", _claim(Ahead()), _scores(0.2, 0.01, 0), TWICE)
    former = found.model_dump(mode="json")
    former["look"] = former.pop("interim")
    assert ClaimVerdict.model_validate(former) == found


@pytest.mark.parametrize("gain", [0.02, 0.02 + 1e-5])
def test_an_effect_near_the_margin_needs_no_number_of_seeds(gain):
    answer = judge("it", _claim(Ahead()), _scores(gain, 0.03, 1)).primary
    shifted = judge("it", _claim(Ahead(margin=answer.effect - 1e-5)), _scores(gain, 0.03, 1))
    assert shifted.primary.needed is None
    assert shifted.primary.reason.endswith("the effect is too close to the margin to decide")
