"""Figures of claims: effects with the predicted range, and the runs or readings behind them."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from itertools import compress

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D

from rnnbench.claims import Question, Readings, Test
from rnnbench.claims.tests import Stratum
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.pairs import strata
from rnnbench.judging.verdicts import Answer, StratumResult
from rnnbench.pipeline.calibration.experiments import Rate
from rnnbench.plan.plan import ProbeFacts
from rnnbench.report import names, panels
from rnnbench.report.curves import Curves
from rnnbench.report.drawing import (
    COLUMNS,
    INK,
    MUTED,
    PALETTE,
    PANEL,
    REGION,
    STYLE,
    WIDTH,
    Drawing,
    LineStyle,
    Sheet,
    in_rows,
    line_styles,
)

ROW, POWER_COLUMNS, LEGEND_COLUMNS = 0.27, 4, 5


def of_claim(
    name: str,
    question: Question,
    answer: Answer,
    evidence: Evidence,
    curves: Curves,
    probes: Mapping[str, ProbeFacts],
) -> Drawing:
    """A claim's figure: effects above, the runs or readings behind them below.

    Strata without an effect, such as uninformative ones, are left out if there is any other.
    """
    shown = [result for result in answer.strata if result.effect is not None]
    if not shown and answer.effect is None:
        shown = list(answer.strata)
    effects = ROW * (len(shown) + 1) + 0.9
    sheet = Sheet()
    with mpl.rc_context(STYLE):
        if isinstance(question.contrast, Readings):
            below = 3.0
            figure = plt.figure(figsize=(WIDTH, effects + below), layout="constrained")
            top, bottom = figure.subfigures(
                2, 1, squeeze=False, height_ratios=[effects, below]
            ).flat
            asked = question.contrast
            measured = probes[asked.probe]
            panels.readings_of(sheet, bottom.subplots(), asked, evidence.readings, measured)
        else:
            group = _informative(question, answer, evidence)
            below = PANEL * math.ceil(len(group) / COLUMNS) + 0.3
            figure = plt.figure(figsize=(WIDTH, effects + below), layout="constrained")
            top, bottom = figure.subfigures(
                2, 1, squeeze=False, height_ratios=[effects, below]
            ).flat
            _runs_behind(sheet, bottom, question.test, group, curves)
        _forest(sheet, top, answer, shown)
        return sheet.finish(figure, name)


def of_readings(
    name: str, asked: Readings, readings: pd.DataFrame, probes: Mapping[str, ProbeFacts]
) -> Drawing:
    """A picture that a claim declares."""
    sheet = Sheet()
    with mpl.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(WIDTH, 3), layout="constrained")
        panels.readings_of(sheet, axes, asked, readings, probes[asked.probe])
        return sheet.finish(figure, name)


def placeholder(name: str) -> Drawing:
    """Placeholder of a planned figure without data."""
    sheet = Sheet()
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(WIDTH / COLUMNS, PANEL / 2))
        axes.set_axis_off()
        axes.text(0.5, 0.5, "no data: not run", ha="center", va="center")
        return sheet.finish(figure, name)


def of_power(rates: Sequence[Rate]) -> Drawing:
    """Power of each test by the size of the simulated effect and the number of seeds."""
    frame = pd.DataFrame(rate.model_dump() for rate in rates)
    kinds = dict(iter(frame.groupby(["test", "aa_sample"], sort=False)))
    lines = math.ceil(len(kinds) / POWER_COLUMNS)
    sheet, styles = Sheet(), line_styles(f"{n} seeds" for n in frame["n"])
    with mpl.rc_context(STYLE):
        figure = plt.figure(figsize=(WIDTH, PANEL * lines + 0.6), layout="constrained")
        grid = figure.subplots(lines, POWER_COLUMNS, sharex=True, sharey=True, squeeze=False)
        for axes, ((test, sample), rows) in zip(grid.flat, kinds.items(), strict=False):
            for n, own in rows.groupby("n"):
                x, y = own["simulated_effect"].to_list(), own["holds"].to_list()
                label = f"{n} seeds"
                how = {**styles[label], "marker": "o", "ms": 3}
                sheet.line(axes, f"{test}, {sample}", label, x, y, style=how)
            axes.set_title(textwrap.fill(f"{test}, {sample}", 24))
        for axes in grid.flat[len(kinds) :]:
            axes.set_axis_off()
        figure.supxlabel(
            "simulated effect beyond the border of the predicted range (standard deviations)"
        )
        figure.supylabel("power")
        legend(figure, styles)
        return sheet.finish(figure, names.POWER)


def _informative(question: Question, answer: Answer, evidence: Evidence) -> list[Stratum]:
    assert not isinstance(question.contrast, Readings)
    informative = [result.uninformative is None for result in answer.strata]
    everything = strata(evidence, question.contrast)
    paired = len(everything) == len(informative)
    return (list(compress(everything, informative)) if paired else []) or everything


def _forest(
    sheet: Sheet, figure: SubFigure, answer: Answer, shown: Sequence[StratumResult]
) -> None:
    """Forest plot: the strata's effects with their intervals, the overall one last."""
    axes = figure.subplots()
    labels = [_label(result, answer.strata) for result in shown]
    for place, result in enumerate(shown):
        color = MUTED if result.uninformative else PALETTE[0]
        ends = result.low, result.high
        sheet.interval(axes, "effects", labels[place], result.effect, place, ends, color=color)
    if answer.effect is not None:
        ends = answer.low, answer.high
        labels.append("overall")
        sheet.interval(
            axes, "effects", labels[-1], answer.effect, len(labels) - 1, ends, color=INK, marker="D"
        )
    in_rows(axes, labels)
    left, right = axes.get_xlim()
    shown_low = left if answer.region_low is None else answer.region_low
    shown_high = right if answer.region_high is None else answer.region_high
    axes.set_xlim(min(left, shown_low), max(right, shown_high))
    left, right = axes.get_xlim()
    axes.axvspan(
        left if answer.region_low is None else answer.region_low,
        right if answer.region_high is None else answer.region_high,
        color=REGION,
        alpha=0.15,
        lw=0,
    )
    axes.set_xlim(left, right)
    sides = f"{answer.a} against {answer.b}" if answer.b else answer.a
    label = f"{answer.unit}, {sides} (shaded: predicted range)"
    figure.supxlabel(textwrap.fill(label, 105))


def _label(result: StratumResult, everything: Sequence[StratumResult]) -> str:
    parts = [result.task]
    if result.held:
        parts.append(result.held)
    if len({(r.a, r.b) for r in everything}) > 1:
        parts.append(f"{result.a} – {result.b}" if result.b else result.a)
    if result.uninformative:
        parts.append("uninformative")
    return ", ".join(parts)


def _runs_behind(
    sheet: Sheet, figure: SubFigure, test: Test, group: Sequence[Stratum], curves: Curves
) -> None:
    """One panel per stratum: learning curves, or shares of runs over time."""
    rows = math.ceil(len(group) / COLUMNS)
    grid = figure.subplots(rows, COLUMNS, sharey=True, squeeze=False)
    styles = line_styles(name for stratum in group for name in stratum.names)
    for axes, stratum in zip(grid.flat, group, strict=False):
        panel = ", ".join(part for part in (stratum.task, stratum.held) if part)
        for name, side in zip(stratum.names, (stratum.a, stratum.b), strict=True):
            times, horizon = test.event_times(side), float(side["budget"].max())
            if times is None:
                panels.learning_curve(sheet, axes, panel, side, curves, name, styles[name])
            else:
                panels.share_over_time(
                    sheet, axes, panel, times, len(side), horizon, name, styles[name]
                )
        axes.set_title(panel)
    for axes in grid.flat[len(group) :]:
        axes.set_axis_off()
    figure.supxlabel("updates")
    figure.supylabel(test.axis_label)
    legend(figure, styles)


def legend(figure: Figure | SubFigure, styles: dict[str, LineStyle]) -> None:
    """One legend above all panels, in even columns, as many as fit."""
    handles = [Line2D([], [], label=name, **style) for name, style in styles.items()]
    size = 9 if len(handles) <= LEGEND_COLUMNS else 7
    for most in range(min(LEGEND_COLUMNS, len(handles)), 0, -1):
        columns = math.ceil(len(handles) / math.ceil(len(handles) / most))
        drawn = figure.legend(
            handles=handles, loc="outside upper center", ncols=columns, fontsize=size
        )
        if columns == 1 or drawn.get_window_extent().width <= figure.bbox.width:
            return
        drawn.remove()
