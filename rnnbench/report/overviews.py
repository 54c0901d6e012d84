"""Figures on whole studies, beside those of claims: nothing in them is judged."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from rnnbench.claims import PLAIN
from rnnbench.judging.outcomes import scores
from rnnbench.plan import matrix
from rnnbench.report import names, panels
from rnnbench.report.curves import Curves
from rnnbench.report.drawing import (
    COLUMNS,
    PALETTE,
    PANEL,
    STYLE,
    WIDTH,
    Drawing,
    Sheet,
    in_rows,
    line_styles,
)
from rnnbench.report.figures import legend
from rnnbench.stats import aggregates, ranks

BLOCK, LINE = 14, 0.22
"""Heat maps have so many columns side by side, of rows of so many inches."""
THRESHOLDS = np.linspace(0, 1, 51)
COSTS = {
    "updates": ("updates", "budget"),
    "flops": ("floating-point operations", ""),
    "seconds": ("seconds of training, as it ran", "seconds"),
}
"""Columns of times to target: what they are, and where a run's whole is."""


@dataclass(frozen=True)
class Overview:
    """A figure on a study.

    Attributes:
        title: above it.
        about: what it shows, and over what.
        drawing: it.
    """

    title: str
    about: str
    drawing: Drawing


def overviews(plan: matrix.Plan, runs: pd.DataFrame, curves: Curves) -> Iterator[Overview]:
    """All figures that there are runs for.

    Args:
        plan: what was planned.
        runs: the table of runs, as far as it is at hand.
        curves: theirs.
    """
    done = runs[runs["stage"] == "train"]
    done = done.assign(score=scores(done))
    with mpl.rc_context(STYLE):
        core = done[done["study"] == "core"]
        for task, rows in core.groupby("task", sort=False):
            yield _heat(str(task), rows)
        for study in names.studies(plan):
            field = _plain(done[done["study"] == study])
            if not field.empty and _complete(field):
                for figure, (title, draw) in FIGURES.items():
                    name = names.of_study(figure, study)
                    yield draw(name, f"{title} ({study})", field, curves)


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Each task's longest length with all but the cell held as contrasts hold it."""
    for axis, values in PLAIN.items():
        rows = rows[rows[axis].isin(values)]
    rows = rows[rows["variant"] == rows["variant"].min()]
    return rows[rows["length"] == rows.groupby("task")["length"].transform("max")]


def _heat(task: str, rows: pd.DataFrame) -> Overview:
    """Mean score of each cell with each combination of the other axes, at the longest length."""
    length = rows["length"].max()
    rows = rows[rows["length"] == length]
    table = rows.assign(arm=_combination(rows)).pivot_table(
        index="cell", columns="arm", values="score", sort=False
    )
    arms: list[str] = table.columns.to_list()
    arms.sort(key=_order)
    table = table[arms]
    blocks = [table.iloc[:, i : i + BLOCK] for i in range(0, table.shape[1], BLOCK)]
    height = LINE * len(table) + 1.3
    sheet = Sheet()
    figure, grid = plt.subplots(
        len(blocks),
        1,
        figsize=(WIDTH, height * len(blocks)),
        layout="constrained",
        squeeze=False,
    )
    for axes, block in zip(grid.flat, blocks, strict=True):
        sheet.heat(axes, task, block)
        axes.tick_params(axis="both", length=0)
        plt.setp(axes.get_xticklabels(), rotation=30, ha="right")
    drawing = sheet.finish(figure, names.heat(task))
    return Overview(
        f"{task} at length {length}",
        f"Mean test score of {len(table)} cells (rows) with {table.shape[1]} combinations of init, "
        "norm, clip and penalty (columns; named where they are not plain), over "
        f"{rows['seed'].nunique()} seeds.",
        drawing,
    )


def _order(arm: str) -> tuple[int, bool]:
    """Columns with less that is not plain come first, and of these the default init."""
    return arm.count(","), "default" not in arm


def _combination(rows: pd.DataFrame) -> "pd.Series[str]":
    """What a column of a heat map is called: the init, and what else is not plain."""
    found = rows["init"].astype(str)
    for axis in ("norm", "clip", "penalty"):
        other = ~rows[axis].isin(PLAIN[axis])
        found = found.where(~other, found + ", " + axis + " " + rows[axis].astype(str))
    return found


def _learning(name: str, title: str, field: pd.DataFrame, curves: Curves) -> Overview:
    sheet, styles = Sheet(), line_styles(field["cell"])
    tasks = dict(iter(field.groupby("task", sort=False)))
    columns = min(COLUMNS, len(tasks))
    lines = math.ceil(len(tasks) / columns)
    figure = plt.figure(figsize=(WIDTH, PANEL * lines + 0.6), layout="constrained")
    grid = figure.subplots(lines, columns, sharey=True, squeeze=False)
    for axes, (task, rows) in zip(grid.flat, tasks.items(), strict=False):
        panel = _place(task, rows)
        for cell, side in rows.groupby("cell", sort=False):
            own, style = side.set_index("seed"), styles[str(cell)]
            panels.learning_curve(sheet, axes, panel, own, curves, str(cell), style)
        axes.set_title(panel)
    for axes in grid.flat[len(tasks) :]:
        axes.set_axis_off()
    figure.supxlabel("updates")
    figure.supylabel("score (dots: test)")
    legend(figure, styles)
    about = (
        f"Mean validation score with its interval, {_of(field)}. A run that diverged counts as 0."
    )
    return Overview(title, about, sheet.finish(figure, name))


def _arrival(name: str, title: str, field: pd.DataFrame, curves: Curves) -> Overview:
    sheet, styles = Sheet(), line_styles(field["cell"])
    tasks = dict(iter(field.groupby("task", sort=False)))
    figure = plt.figure(figsize=(WIDTH, PANEL * len(tasks) + 0.6), layout="constrained")
    grid = figure.subplots(len(tasks), len(COSTS), sharey=True, squeeze=False)
    for line, (task, rows) in zip(grid, tasks.items(), strict=True):
        for axes, (cost, (words, whole)) in zip(line, COSTS.items(), strict=True):
            panel = _place(task, rows)
            for cell, side in rows.groupby("cell", sort=False):
                all_of_it = side[whole] if whole else side["budget"] * side["flops_per_update"]
                panels.share_over_time(
                    sheet,
                    axes,
                    f"{panel}, {cost}",
                    side[f"{cost}_to_target"].dropna().to_list(),
                    len(side),
                    float(all_of_it.max()),
                    str(cell),
                    styles[str(cell)],
                )
            axes.set(title=panel, xlabel=words)
            axes.locator_params(axis="x", nbins=4)
    figure.supylabel("share of runs that reached the target")
    legend(figure, styles)
    about = (
        f"Share of runs that have reached their target, {_of(field)}: against updates, against "
        "floating-point operations, and, exploratory, against seconds. Seconds are a run's share "
        "of the time of the nets that trained together with it, and other jobs may have run beside."
    )
    return Overview(title, about, sheet.finish(figure, name))


def _profiles(name: str, title: str, field: pd.DataFrame, curves: Curves) -> Overview:
    sheet, styles = Sheet(), line_styles(field["cell"])
    figure, axes = plt.subplots(figsize=(WIDTH, 3.4), layout="constrained")
    by_cell = _complete(field)
    for cell, table in by_cell.items():
        draw = np.random.default_rng(0)
        found = aggregates.performance_profile(table.to_numpy(float), THRESHOLDS, draw)
        band = [one.low for one in found], [one.high for one in found]
        mid = [one.estimate for one in found]
        sheet.line(axes, "profile", cell, THRESHOLDS.tolist(), mid, band, styles[cell])
    axes.set(xlabel="score", ylabel="share of runs that score more")
    axes.legend(fontsize=7, ncols=1 + len(by_cell) // 11)
    about = (
        f"Share of all runs that score more than each score, with bootstrap intervals over seeds, "
        f"{_of(field)}. The higher a line, the better."
    )
    return Overview(title, about, sheet.finish(figure, name))


def _ranks(name: str, title: str, field: pd.DataFrame, curves: Curves) -> Overview:
    by_cell = _complete(field)
    table = pd.DataFrame({cell: rows.mean() for cell, rows in by_cell.items()}).dropna()
    sheet = Sheet()
    figure, axes = plt.subplots(figsize=(WIDTH, LINE * len(by_cell) + 0.9), layout="constrained")
    found = ranks.mean_ranks(table.to_numpy(float).T, np.random.default_rng(0))
    order = sorted(zip(table.columns, found, strict=True), key=lambda item: item[1].estimate)
    for place, (cell, rank) in enumerate(order):
        ends = rank.low, rank.high
        sheet.interval(axes, "rank", cell, rank.estimate, place, ends, color=PALETTE[0])
    in_rows(axes, [cell for cell, _ in order])
    axes.set_xlabel("mean rank over seeds (1: best), intervals that hold all together")
    about = f"Cells ranked by their mean score over tasks, seed by seed, {_of(field)}."
    return Overview(title, about, sheet.finish(figure, name))


def _complete(field: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Scores by task and seed of each cell that has runs of all seeds on all tasks."""
    wide = field.pivot_table(index=["cell", "task"], columns="seed", values="score", sort=False)
    wide = wide.dropna()
    tasks = wide.index.get_level_values("task").nunique()
    by_cell = {str(cell): rows for cell, rows in wide.groupby(level="cell", sort=False)}
    return {cell: rows for cell, rows in by_cell.items() if len(rows) == tasks}


def _place(task: object, rows: pd.DataFrame) -> str:
    """A task with its length."""
    return f"{task!s} ({rows['length'].iloc[0]})"


def _of(field: pd.DataFrame) -> str:
    """What a figure is over."""
    tasks = field.groupby("task", sort=False)["length"].first()
    named = ", ".join(f"{task} ({length})" for task, length in tasks.items())
    return f"{field['seed'].nunique()} seeds of each cell on {named}, all else plain"


Draw = Callable[[str, str, pd.DataFrame, Curves], Overview]
OF_STUDIES: tuple[tuple[str, Draw], ...] = (
    ("Learning curves", _learning),
    ("Time to target", _arrival),
    ("Performance profiles", _profiles),
    ("Ranks of the cells", _ranks),
)
FIGURES = dict(zip(names.OF_STUDIES, OF_STUDIES, strict=True))
"""Figures of every such study: title, and what draws it."""
