"""What stands first in the report: tallies, surprises, takeaways and sparklines."""

import re
from pathlib import Path

import pytest
import simulated
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from rnnbench import config
from rnnbench.components.registry import BUILT_IN
from rnnbench.judging.verdicts import Answer, StratumResult, judge, not_run
from rnnbench.plan.expansion import expand
from rnnbench.plan.plan import claims_of
from rnnbench.report import front, latex, prose, sparklines, takeaways, units
from rnnbench.report.drawing import DASHES, PALETTE, in_rows, line_styles

CLAIMS = claims_of(BUILT_IN)
SMOKE = config.read(Path(__file__).parent.parent / "config" / "smoke.yaml").model_dump(mode="json")
for study in SMOKE["studies"].values():
    study.update(seeds=10)
PLAN = expand(config.load({**SMOKE, "probes": {p: {"seeds": 10} for p in SMOKE["probes"]}}))
ONE_OF_EACH = {type(claim.primary.test): name for name, claim in CLAIMS.items()}
NUMBERS = st.floats(-100, 100).map(lambda value: round(value, 3))


def _answer(effect, half, region, verdict="does not hold"):
    return Answer(
        label="", verdict=verdict, reason="so", unit="u", a="a", b="b", n=5, effect=effect,
        low=effect - half, high=effect + half, level=0.95, region_low=region[0],
        region_high=region[1],
    )  # fmt: skip


def _verdict(claim, answer, sources=("L1",)):
    verdict = not_run(claim, CLAIMS[claim], "no reason")
    return verdict.model_copy(update={"primary": answer, "sources": sources})


@given(NUMBERS, st.floats(0.01, 10), NUMBERS)
def test_departure_counts_half_widths_beyond_the_border(border, half, beyond):
    below = _answer(border - beyond, half, (border, None))
    above = _answer(border + beyond, half, (None, border))
    assert front.departure(below) == pytest.approx(beyond / half, abs=1e-6)
    assert front.departure(above) == pytest.approx(beyond / half, abs=1e-6)


def test_departure_at_its_ends():
    assert front.departure(_answer(1.0, 0.0, (2.0, None))) == float("inf")
    assert front.departure(_answer(3.0, 0.0, (2.0, None))) == -float("inf")
    assert front.departure(_answer(1.0, 1.0, (None, None))) == 0
    unbounded = _answer(1.0, 1.0, (2.0, None)).model_copy(update={"high": None})
    assert front.departure(unbounded) == 0


@given(st.lists(st.tuples(st.floats(0.1, 50), st.sampled_from(front.OUTCOMES[:3])), max_size=9))
def test_surprises_are_the_refuted_that_depart_furthest(planned):
    verdicts = [
        _verdict(name, _answer(-beyond, 1.0, (0.0, None), outcome))
        for name, (beyond, outcome) in zip(CLAIMS, planned, strict=False)
    ]
    found = [front.departure(v.primary) for v in front.surprises(verdicts)]
    failed = sorted(
        (beyond for beyond, outcome in planned if outcome == "does not hold"), reverse=True
    )
    assert found == pytest.approx(failed[: front.SURPRISES])


def test_of_equal_departures_the_one_that_more_lectures_teach_comes_first():
    answer = _answer(-1.0, 1.0, (0.0, None))
    few, many = list(CLAIMS)[:2]
    found = front.surprises([_verdict(few, answer), _verdict(many, answer, ("L1", "L2"))])
    assert [v.claim for v in found] == [many, few]


def test_a_lecture_counts_its_own_claims():
    names = list(CLAIMS)
    verdicts = [
        _verdict(names[0], _answer(1, 1, (0, None), "holds"), ("L1", "L2")),
        _verdict(names[1], _answer(1, 1, (0, None), "does not hold"), ("L2",)),
        _verdict(names[2], _answer(1, 1, (0, None), "does not hold"), ()),
    ]
    found = {entry.name: dict(entry.counts) for entry in front.by_lecture(verdicts)}
    assert found == {
        "L1": {"holds": 1},
        "L2": {"holds": 1, "does not hold": 1},
        "own": {"does not hold": 1},
    }
    assert front.tally(verdicts).total == 3


@pytest.mark.parametrize("name", ONE_OF_EACH.values(), ids=[t.__name__ for t in ONE_OF_EACH])
def test_every_test_that_refutes_teaches_its_effect(name):
    claim = CLAIMS[name]
    verdict = judge(name, claim, simulated.evidence(PLAN, claim, -1))
    answer = units.described(verdict, CLAIMS, PLAN.probe_facts).primary
    assert answer.verdict == "does not hold"
    said = takeaways.instead(claim.primary, answer)
    assert prose.number(answer.effect) in said or prose.number(answer.high) in said
    moved = {"effect": 7.77, "low": 7.7, "high": 7.84}
    other = takeaways.instead(claim.primary, answer.model_copy(update=moved))
    assert re.search(r"7\.7[07]|7\.84", other)
    assert other != said


def test_units_of_readings_are_the_probes_words():
    name = "clipping_tames_the_cliff"
    verdict = judge(name, CLAIMS[name], simulated.evidence(PLAN, CLAIMS[name], +1))
    described = units.described(verdict, CLAIMS, PLAN.probe_facts).primary.unit
    assert described.startswith("difference of length of an update in the plane")
    assert verdict.primary.unit == "difference of distance"
    assert units.described(verdict, {}, PLAN.probe_facts) == verdict


@given(NUMBERS, st.floats(0.01, 10), NUMBERS, st.booleans())
def test_a_strip_has_its_point_on_the_region_if_the_effect_is(effect, half, border, above):
    region = (border, None) if above else (None, border)
    drawn = sparklines.sparkline(_answer(effect, half, region))
    x, width = (
        float(re.search(rf'<rect[^>]* {name}="([-.\d]*)"', drawn)[1]) for name in ("x", "width")
    )
    point = float(re.search(r'cx="([-.\d]*)"', drawn)[1])
    if abs(effect - border) > 0.1:
        assert (x < point < x + width) == ((effect > border) == above)
    assert 0 < point < sparklines.WIDTH


def test_a_strip_without_an_effect_is_empty():
    assert sparklines.sparkline(_answer(0.0, 1, (0, 1)).model_copy(update={"effect": None})) == ""


def test_no_two_of_many_lines_look_alike():
    found = line_styles(map(str, range(len(PALETTE) * len(DASHES))))
    assert len({tuple(look.values()) for look in found.values()}) == len(found)


@given(st.integers(1, 40))
def test_rows_run_downwards_and_none_is_cut_off_at_the_edge(count):
    axes = Figure().subplots()
    axes.plot([0] * count, range(count), "D")
    in_rows(axes, [f"row {place}" for place in range(count)])
    below, above = axes.get_ylim()
    assert (below, above) == (count - 0.5, -0.5)
    assert [label.get_text() for label in axes.get_yticklabels()][-1] == f"row {count - 1}"


def test_latex_escapes_what_it_must():
    frame = simulated.pd.DataFrame(
        {"a_b": ["50 % & more_", None], "x": [0.123456789, float("nan")]}
    )
    said = latex.table(frame, "caption #1")
    assert r"50 \% \& more\_ & 0.123457 \\" in said
    assert r"\caption{caption \#1}" in said
    assert "\n &  \\\\\n" in said, "missing ones are empty"
    assert "{lr}" in said


def test_sentences_keep_names_and_the_smallest_p_values():
    reason = "refuted on its own, but not after Holm's correction over all claims"
    answer = _answer(1.0, 0.1, (2.0, None))
    corrected = answer.model_copy(update={"reason": reason, "p_adjusted": 0.0})
    assert prose.sentence(corrected).endswith(f"p < 0.001 after correction. R{reason[1:]}.")
    assert "correction" not in prose.sentence(answer)


def test_sentences_without_an_effect_give_the_reason():
    answer = _answer(0.0, 0.1, (None, None), "undecided").model_copy(update={"effect": None})
    assert prose.sentence(answer) == "Undecided. No effect to report: so."
    verdict = _verdict(next(iter(CLAIMS)), answer)
    assert "no overall effect: so." in prose.alt(verdict)
    assert prose.interval(answer) == "no effect"


def test_one_seed_has_no_interval():
    answer = _answer(0.5, 0.1, (0, None)).model_copy(update={"low": None, "high": None})
    assert prose.interval(answer.model_copy(update={"n": 1})) == "0.5, no interval (n = 1)"
    assert prose.interval(answer) == "0.5 [−∞, ∞]"


def test_sentences_name_a_predicted_range_if_there_is_one():
    assert "is 1 [0.9, 1.1]; predicted above 2; 5 " in prose.sentence(
        _answer(1.0, 0.1, (2.0, None))
    )
    assert "predicted" not in prose.sentence(_answer(1.0, 0.1, (None, None)))


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 of 2 contrasts is uninformative (why)."),
        (2, "2 of 2 contrasts are uninformative (why)."),
    ],
)
def test_scope_counts_uninformative_contrasts(count, said):
    stratum = StratumResult(
        task="adding (5)", held="", a="a", b="b", mean_a=0, mean_b=0, n=5, uninformative="why"
    )
    informative = stratum.model_copy(update={"uninformative": None, "verdict": "holds"})
    strata = (*[stratum] * count, *[informative] * (2 - count))
    answer = _answer(1.0, 0.1, (2.0, None)).model_copy(update={"strata": strata})
    shown = prose.scope(_verdict(next(iter(CLAIMS)), answer))
    assert shown == (f"Holds on adding (5). {said}" if count == 1 else said)


def test_a_figure_in_words_says_what_is_in_it():
    verdict = _verdict(next(iter(CLAIMS)), _answer(1.0, 0.1, (2.0, None)))
    verdict = verdict.model_copy(update={"probes": ()})
    assert prose.alt(verdict).endswith("Below: runs over training.")
    of_probe = verdict.model_copy(update={"probes": ("cliff",)})
    assert prose.alt(of_probe).endswith("Below: readings of the probe.")
