"""Overview figures of whole studies, beside those of claims: nothing in them is judged."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from rnnbench.claims.tests.scores import scores
from rnnbench.plan.plan import Plan
from rnnbench.report import heat_maps, names, panels
from rnnbench.report.comparisons import Comparison, comparisons, labels
from rnnbench.report.curves import Curves
from rnnbench.report.drawing import (
    COLUMNS,
    PALETTE,
    PANEL,
    STYLE,
    WIDTH,
    Drawing,
    LineStyle,
    Sheet,
    in_rows,
    line_styles,
)
from rnnbench.report.figures import legend
from rnnbench.stats import aggregates, ranks

ROW = 0.22
"""Height of a row of ranks in inches."""
THRESHOLDS = np.linspace(0, 1, 51)
COSTS = {
    "updates": ("updates", "budget"),
    "flops": ("floating-point operations", ""),
    "seconds": ("seconds of training", "seconds"),
}
"""Measures of time to target: label of the axis, and the column of a whole run's cost."""


@dataclass(frozen=True)
class Overview:
    """One figure of a study.

    Attributes:
        study: name of the study.
        title: heading of the figure.
        about: what it shows, and over what.
        drawing: the figure.
    """

    study: str
    title: str
    about: str
    drawing: Drawing


@dataclass(frozen=True)
class Field:
    """Runs of a study that differ in the compared axes alone, each task at its longest length.

    Attributes:
        comparison: what is compared.
        runs: the runs, with their ``score`` and the label of their ``arm``.
    """

    comparison: Comparison
    runs: pd.DataFrame

    @cached_property
    def tasks(self) -> dict[str, pd.DataFrame]:
        """Runs by task, under the task's name and length."""
        return {
            f"{task} ({rows['length'].iloc[0]})": rows
            for task, rows in self.runs.groupby("task", sort=False)
        }

    def arms(self, rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
        """Some of the runs, by arm."""
        for arm, own in rows.groupby("arm", sort=False):
            yield str(arm), own

    @cached_property
    def complete(self) -> dict[str, pd.DataFrame]:
        """Scores, (tasks, seeds), of each arm with runs of all seeds on all tasks."""
        wide = self.runs.pivot_table(
            index=["arm", "task"], columns="seed", values="score", sort=False
        ).dropna()
        by_arm = {str(arm): rows for arm, rows in wide.groupby(level="arm", sort=False)}
        return {arm: rows for arm, rows in by_arm.items() if len(rows) == len(self.tasks)}

    @property
    def styles(self) -> dict[str, LineStyle]:
        """A line style for each arm."""
        return line_styles(self.runs["arm"])

    @property
    def scope(self) -> str:
        """Seeds, arms and tasks in words, and values of other axes that are not the plain ones."""
        seeds, axes = self.runs["seed"].nunique(), " and ".join(self.comparison.lines)
        departures = "".join(f", {value}" for value in self.comparison.departures)
        return f"{seeds} seeds of each {axes} on {', '.join(self.tasks)}{departures}"


def overviews(plan: Plan, runs: pd.DataFrame, curves: Curves) -> Iterator[Overview]:
    """Overview figures of all studies that have runs to compare.

    Args:
        plan: the plan of the run.
        runs: table of runs; a part of it while training goes on.
        curves: learning curves of these runs.
    """
    done = runs[runs["stage"] == "train"]
    done = done.assign(score=scores(done))
    with mpl.rc_context(STYLE):
        for comparison in comparisons(plan):
            yield from _of_study(comparison, done[done["study"] == comparison.study], curves)


def _of_study(comparison: Comparison, rows: pd.DataFrame, curves: Curves) -> Iterator[Overview]:
    study = comparison.study
    rows = rows[rows["seed"] < comparison.seeds]
    rows = rows[rows["length"] == rows.groupby("task")["length"].transform("max")]
    if comparison.has_lines:
        alike = rows
        for axis, value in comparison.held.items():
            alike = alike[alike[axis] == value]
        field = Field(comparison, alike.assign(arm=labels(alike, comparison.lines)))
        if len(field.complete) > 1:
            for figure, (title, draw) in OF_ARMS.items():
                about, drawing = draw(names.of_study(figure, study), field, curves)
                yield Overview(study, title, about, drawing)
    if comparison.crossed:
        for task, own in rows.groupby("task", sort=False):
            title = f"Scores on {task} ({own['length'].iloc[0]})"
            drawing = heat_maps.heat_map(comparison, str(task), own)
            yield Overview(study, title, heat_maps.about(comparison, own), drawing)


def _learning(name: str, field: Field, curves: Curves) -> tuple[str, Drawing]:
    sheet, styles = Sheet(), field.styles
    columns = min(COLUMNS, len(field.tasks))
    lines = math.ceil(len(field.tasks) / columns)
    figure = plt.figure(figsize=(WIDTH, PANEL * lines + 0.6), layout="constrained")
    grid = figure.subplots(lines, columns, sharey=True, squeeze=False)
    for axes, (panel, rows) in zip(grid.flat, field.tasks.items(), strict=False):
        for arm, own in field.arms(rows):
            side = own.set_index("seed")
            panels.learning_curve(sheet, axes, panel, side, curves, arm, styles[arm])
        axes.set_title(panel)
    for axes in grid.flat[len(field.tasks) :]:
        axes.set_axis_off()
    figure.supxlabel("updates")
    figure.supylabel("score (dots: test)")
    legend(figure, styles)
    about = f"Mean validation score and its interval, {field.scope}. A diverged run scores 0."
    return about, sheet.finish(figure, name)


def _arrival(name: str, field: Field, curves: Curves) -> tuple[str, Drawing]:
    sheet, styles = Sheet(), field.styles
    figure = plt.figure(figsize=(WIDTH, PANEL * len(field.tasks) + 0.6), layout="constrained")
    grid = figure.subplots(len(field.tasks), len(COSTS), sharey=True, squeeze=False)
    for line, (panel, rows) in zip(grid, field.tasks.items(), strict=True):
        for axes, (cost, (words, whole)) in zip(line, COSTS.items(), strict=True):
            for arm, own in field.arms(rows):
                whole_run = own[whole] if whole else own["budget"] * own["flops_per_update"]
                panels.share_over_time(
                    sheet,
                    axes,
                    f"{panel}, {cost}",
                    own[f"{cost}_to_target"].dropna().to_list(),
                    len(own),
                    float(whole_run.max()),
                    arm,
                    styles[arm],
                )
            axes.set(title=panel, xlabel=words)
            axes.locator_params(axis="x", nbins=4)
    figure.supylabel("share of runs that reached the target")
    legend(figure, styles)
    about = (
        f"Share of runs that have reached the target, {field.scope}: against updates, "
        "floating-point operations and, exploratory, seconds. A run's seconds are its share of the "
        "time of the networks trained together with it; other jobs may have run at the same time."
    )
    return about, sheet.finish(figure, name)


def _profiles(name: str, field: Field, curves: Curves) -> tuple[str, Drawing]:
    sheet, styles = Sheet(), field.styles
    figure, axes = plt.subplots(figsize=(WIDTH, 3.4), layout="constrained")
    for arm, table in field.complete.items():
        draw = np.random.default_rng(0)
        found = aggregates.performance_profile(table.to_numpy(float), THRESHOLDS, draw)
        band = [one.low for one in found], [one.high for one in found]
        mid = [one.estimate for one in found]
        sheet.line(axes, "profile", arm, THRESHOLDS.tolist(), mid, band, styles[arm])
    axes.set(xlabel="score", ylabel="share of runs above the score")
    axes.legend(fontsize=7, ncols=1 + len(field.complete) // 11)
    about = (
        "Share of all runs above each score, with bootstrap intervals over seeds, "
        f"{field.scope}. Higher is better."
    )
    return about, sheet.finish(figure, name)


def _ranks(name: str, field: Field, curves: Curves) -> tuple[str, Drawing]:
    table = pd.DataFrame({arm: rows.mean() for arm, rows in field.complete.items()})
    sheet = Sheet()
    figure, axes = plt.subplots(
        figsize=(WIDTH, ROW * len(table.columns) + 0.9), layout="constrained"
    )
    found = ranks.mean_ranks(table.to_numpy(float).T, np.random.default_rng(0))
    order = sorted(zip(table.columns, found, strict=True), key=lambda item: item[1].estimate)
    for place, (arm, rank) in enumerate(order):
        ends = rank.low, rank.high
        sheet.interval(axes, "rank", arm, rank.estimate, place, ends, color=PALETTE[0])
    in_rows(axes, [arm for arm, _ in order])
    axes.set_xlabel("mean rank over seeds (1: best) with simultaneous intervals")
    about = f"Ranks by mean score over tasks, seed by seed, {field.scope}."
    return about, sheet.finish(figure, name)


Draw = Callable[[str, Field, Curves], tuple[str, Drawing]]
OF_ARMS: dict[str, tuple[str, Draw]] = dict(
    zip(
        names.OF_ARMS,
        (
            ("Learning curves", _learning),
            ("Time to target", _arrival),
            ("Performance profiles", _profiles),
            ("Ranks", _ranks),
        ),
        strict=True,
    )
)
"""Figures of a study's arms: title and drawing function, by name."""
