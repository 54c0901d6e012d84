"""Nothing that a figure says is cut off at its edge."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.text import Text
from simulated import evidence

from rnnbench import config
from rnnbench.components.registry import BUILT_IN
from rnnbench.judging.verdicts import judge
from rnnbench.plan.expansion import expand
from rnnbench.plan.plan import claims_of
from rnnbench.report import figures
from rnnbench.report.curves import Curves
from rnnbench.report.drawing import WIDTH, Sheet, line_styles

PLAN = expand(config.read(Path(__file__).parent.parent / "config" / "smoke.yaml"))
WORDY = (
    "curriculum_helps",
    "forget_gate_and_output_activation_most_critical",
    "lm_misses_far_dependencies",
    "scheduled_sampling_helps",
    "two_to_four_layers_are_best",
)
"""Claims that contrast many arms, or arms with long names."""


def _cut_off(figure):
    """All words that reach over the figure's edge by more than a pixel.

    Numbers are left out: those of ticks beyond the limits are there, but are not drawn.
    """
    figure.draw_without_rendering()
    room = figure.bbox.padded(1)
    said = [text for text in figure.findobj(Text) if re.search("[a-z]", text.get_text())]
    boxes = {text.get_text(): text.get_window_extent() for text in said if text.get_visible()}
    return [
        text
        for text, box in boxes.items()
        if not (room.contains(box.x0, box.y0) and room.contains(box.x1, box.y1))
    ]


@pytest.mark.parametrize("name", WORDY)
def test_a_claims_figure_has_room_for_all_its_words(name, monkeypatch):
    claim = claims_of(BUILT_IN)[name]
    seen = evidence(PLAN, claim, 1)
    drawn = []
    monkeypatch.setattr(Sheet, "finish", lambda _, figure, name: drawn.append(figure))
    answer = judge(name, claim, seen).primary
    figures.of_claim(name, claim.primary, answer, seen, Curves([]), PLAN.probe_facts)
    cut_off = _cut_off(*drawn)
    plt.close(*drawn)
    assert not cut_off


@settings(max_examples=20)
@given(st.lists(st.text("abcdefg_", min_size=1, max_size=60), min_size=1, max_size=24, unique=True))
def test_a_legend_has_room_for_all_its_names(names):
    figure = Figure(figsize=(WIDTH, 20), layout="constrained")
    figure.subplots()
    figures.legend(figure, line_styles(names))
    assert not _cut_off(figure)


@pytest.mark.parametrize("uninformative", [0, 1])
def test_forest_plots_show_the_strata_that_have_an_effect(uninformative):
    claim = claims_of(BUILT_IN)["gru_matches_lstm_accuracy"]
    seen = evidence(PLAN, claim, 1)
    answer = judge("gru_matches_lstm_accuracy", claim, seen).primary
    silent = [s.model_copy(update={"effect": None, "uninformative": "why"}) for s in answer.strata]
    strata = (*silent[:uninformative], *answer.strata[uninformative:])
    answer = answer.model_copy(update={"strata": strata})
    drawn = figures.of_claim("it", claim.primary, answer, seen, Curves([]), PLAN.probe_facts).data
    shown = [s.task for s in strata if s.effect is not None]
    assert drawn.query("panel == 'effects'")["series"].to_list() == [*shown, "overall"]


def test_forest_plots_of_ranks_show_the_overall_effect_alone():
    name = "forget_gate_and_output_activation_most_critical"
    claim = claims_of(BUILT_IN)[name]
    seen = evidence(PLAN, claim, 1)
    answer = judge(name, claim, seen).primary
    drawn = figures.of_claim(name, claim.primary, answer, seen, Curves([]), PLAN.probe_facts).data
    assert drawn.query("panel == 'effects'")["series"].to_list() == ["overall"]
