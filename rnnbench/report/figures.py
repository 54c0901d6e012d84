"""Figures: effects against the predicted region, and the runs behind them."""

import io
import math
import re
import textwrap
from collections.abc import Sequence
from itertools import compress, cycle
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D

from rnnbench import discovery
from rnnbench.calibration.experiments import Rate
from rnnbench.claims import PLAIN, Faster, Question, Readings, Succeeds, Test
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.outcomes import scores
from rnnbench.judging.pairs import Stratum, strata
from rnnbench.judging.verdicts import Answer, StratumResult
from rnnbench.probes import Probe
from rnnbench.runs import ARM
from rnnbench.stats import paired

PALETTE: list[str] = sns.color_palette("colorblind").as_hex()
REGION, MUTED = PALETTE[2], "#8a8a8a"
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "rnnbench",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "legend.frameon": False,
}
WIDTH, ROW, PANEL, COLUMNS = 8.0, 0.27, 1.9, 3


def of_claim(
    name: str, question: Question, answer: Answer, evidence: Evidence, curves: pd.DataFrame
) -> str:
    """A claim's figure as SVG: the effects above, the runs or readings behind them below.

    Contrasts that cannot tell are among the effects, but have no panel below.
    """
    if isinstance(question.contrast, Readings):
        with mpl.rc_context(STYLE):
            return _of_readings(name, question.contrast, answer, evidence.readings)
    telling = [result.uninformative is None for result in answer.strata]
    everything = strata(evidence, question.contrast)
    paired = len(everything) == len(telling)
    group = (list(compress(everything, telling)) if paired else []) or everything
    effects = ROW * (len(answer.strata) + 1) + 0.9
    panels = PANEL * math.ceil(len(group) / COLUMNS) + 0.3
    with mpl.rc_context(STYLE):
        figure = plt.figure(figsize=(WIDTH, effects + panels), layout="constrained")
        above, below = figure.subfigures(2, 1, squeeze=False, height_ratios=[effects, panels]).flat
        _forest(above, answer)
        _behind(below, question.test, group, curves)
        return _svg(figure, name)


def _of_readings(name: str, asked: Readings, answer: Answer, readings: pd.DataFrame) -> str:
    """Effects above, readings below: against x with the range of the seeds, or seed by seed."""
    rows = readings[(readings["probe"] == asked.probe) & (readings["quantity"] == asked.quantity)]
    probe: type[Probe] = discovery.load("probes", asked.probe)
    effects = ROW * (len(answer.strata) + 1) + 0.9
    figure = plt.figure(figsize=(WIDTH, effects + 3), layout="constrained")
    above, below = figure.subfigures(2, 1, squeeze=False, height_ratios=[effects, 3]).flat
    _forest(above, answer)
    axes = below.subplots()
    arms = [arm for arm in dict.fromkeys(rows["arm"]) if arm in (*asked.a, *asked.b)]
    for arm, color in zip(arms, cycle(PALETTE)):
        mine = rows[rows["arm"] == arm]
        if mine["x"].notna().any():
            by_x = mine.groupby("x")["value"]
            axes.plot(by_x.median().index, by_x.median(), color=color, label=arm)
            axes.fill_between(
                by_x.min().index, by_x.min(), by_x.max(), color=color, alpha=0.2, lw=0
            )
        else:
            axes.plot(mine["value"], [arm] * len(mine), "o", color=color, alpha=0.4, label=arm)
    what = textwrap.fill(probe.quantities[asked.quantity], 60)
    if asked.quantity in probe.axes:
        axes.set(xlabel=probe.axes[asked.quantity], ylabel=what)
        axes.legend()
    else:
        axes.set(xlabel=what)
        axes.invert_yaxis()
    return _svg(figure, name)


def of_matrix(runs: pd.DataFrame) -> str:
    """Mean score of every cell and init at each task's longest length, as heat maps.

    Clip and penalty are held at what contrasts hold them at, where the study has that.
    """
    rows = runs[(runs["study"] == "core") & (runs["stage"] == "train")].assign(score=scores)
    for axis in ("clip", "penalty"):
        plain = rows[axis].isin(PLAIN[axis])
        rows = rows[plain] if plain.any() else rows
    tasks = rows.groupby("task")["length"].max()
    norms = sorted(rows["norm"].unique(), key=lambda name: name != "none")
    with mpl.rc_context(STYLE):
        figure, grid = plt.subplots(
            len(norms),
            len(tasks),
            figsize=(WIDTH, 2.3 * len(norms)),
            layout="constrained",
            squeeze=False,
        )
        for axes_row, norm in zip(grid, norms, strict=True):
            for axes, (task, length) in zip(axes_row, tasks.items(), strict=True):
                here = (rows["task"] == task) & (rows["length"] == length) & (rows["norm"] == norm)
                table = rows[here].pivot_table(index="cell", columns="init", values="score")
                sns.heatmap(
                    table,
                    vmin=0,
                    vmax=1,
                    annot=True,
                    fmt=".2f",
                    cmap="cividis",
                    cbar=False,
                    ax=axes,
                )
                axes.set(title=f"{task} ({length}), norm {norm}", xlabel="", ylabel="")
                axes.tick_params(axis="x", rotation=30)
                plt.setp(axes.get_xticklabels(), ha="right")
        return _svg(figure, "matrix")


def of_power(rates: Sequence[Rate]) -> str:
    """How often each test bears out what is there, by the size of that and the number of seeds."""
    frame = pd.DataFrame(rate.model_dump() for rate in rates)
    frame["test and pool"] = frame["test"] + ", " + frame["pool"]
    with mpl.rc_context(STYLE):
        grid = sns.relplot(
            frame,
            x="planted",
            y="supported",
            hue="n",
            style="n",
            col="test and pool",
            col_wrap=4,
            kind="line",
            markers=True,
            palette=PALETTE[: frame["n"].nunique()],
            height=PANEL,
            aspect=1.1,
        )
        grid.set_titles("{col_name}")
        grid.set_axis_labels("", "share supported")
        grid.figure.supxlabel("standard deviations beyond the border", fontsize=9)
        grid.tight_layout()
        return _svg(grid.figure, "power")


def _forest(figure: SubFigure, answer: Answer) -> None:
    """Every stratum's effect with its interval, the pooled one last, the region shaded."""
    axes = figure.subplots()
    labels = [_label(result, answer.strata) for result in answer.strata]
    for y, result in enumerate(answer.strata):
        color = MUTED if result.uninformative else PALETTE[0]
        _bar(axes, y, result.effect, result.low, result.high, color)
    if answer.effect is not None:
        _bar(axes, len(labels), answer.effect, answer.low, answer.high, "black", marker="D")
        labels.append("all informative together")
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
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
    label = f"{answer.unit}, {sides} (shaded: what the claim predicts)"
    axes.set_xlabel(textwrap.fill(label, 80))


def _bar(
    axes: Axes,
    y: int,
    effect: float | None,
    low: float | None,
    high: float | None,
    color: str,
    marker: str = "o",
) -> None:
    if low is not None and high is not None:
        axes.plot([low, high], [y, y], color=color, lw=1.5, solid_capstyle="butt")
    if effect is not None:
        axes.plot([effect], [y], marker=marker, color=color, ms=5)


def _label(result: StratumResult, everything: Sequence[StratumResult]) -> str:
    parts = [result.task]
    if result.held:
        parts.append(result.held)
    if len({(r.a, r.b) for r in everything}) > 1:
        parts.append(f"{result.a} – {result.b}" if result.b else result.a)
    if result.uninformative:
        parts.append("says nothing")
    return ", ".join(parts)


def _behind(figure: SubFigure, test: Test, group: Sequence[Stratum], curves: pd.DataFrame) -> None:
    """One panel a stratum: learning curves, time-to-target curves, or shares of runs."""
    rows = math.ceil(len(group) / COLUMNS)
    grid = figure.subplots(rows, COLUMNS, sharey=True, squeeze=False)
    values = dict.fromkeys(name for stratum in group for name in stratum.names)
    colors = dict(zip(values, PALETTE, strict=False))
    for axes, stratum in zip(grid.flat, group, strict=False):
        for name, side in zip(stratum.names, (stratum.a, stratum.b), strict=True):
            if isinstance(test, Succeeds) and test.outcome != "reached":
                _diverged(axes, side, name, colors[name])
            elif isinstance(test, Faster | Succeeds):
                _reached(axes, side, name, colors[name])
            else:
                _learned(axes, side, curves, name, colors[name])
        axes.set_title(", ".join(part for part in (stratum.task, stratum.held) if part))
    for axes in grid.flat[len(group) :]:
        axes.set_axis_off()
    figure.supxlabel("updates", fontsize=9)
    figure.supylabel(_axis_label(test), fontsize=9)
    handles = [Line2D([], [], color=color, label=name) for name, color in colors.items()]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))


def _axis_label(test: Test) -> str:
    if isinstance(test, Succeeds) and test.outcome != "reached":
        return "share of runs that diverged"
    return (
        "share that reached the target"
        if isinstance(test, Faster | Succeeds)
        else "score (dots: test)"
    )


def _diverged(axes: Axes, side: pd.DataFrame, name: str, color: str) -> None:
    times = side.loc[side["status"] == "diverged", "updates"]
    _share(axes, times, len(side), float(side["budget"].max()), name, color)


def _reached(axes: Axes, side: pd.DataFrame, name: str, color: str) -> None:
    times = side["updates_to_target"].dropna()
    _share(axes, times, len(side), float(side["budget"].max()), name, color)


def _share(
    axes: Axes, times: "pd.Series[float]", n: int, horizon: float, name: str, color: str
) -> None:
    """Share of n runs to which something has happened, against time."""
    x = [0.0, *sorted(times), horizon]
    y = [0.0, *(np.arange(1, len(times) + 1) / n), len(times) / n]
    axes.step(x, y, where="post", color=color, label=name)
    axes.set_ylim(-0.05, 1.05)


def _learned(axes: Axes, side: pd.DataFrame, curves: pd.DataFrame, name: str, color: str) -> None:
    """Mean validation score with its interval, and mean score in the test that is looked at.

    A run that has diverged counts as 0.
    """
    first = side.iloc[0]
    held = [key for key in ("stage", *ARM) if key in side.columns]
    mine = curves[(curves[held] == first[held]).all(axis=1)]
    wide = mine.pivot_table(index="update", columns="seed", values="valid_score")
    wide = wide.reindex(columns=side.index).fillna(0.0).clip(lower=0.0)
    bands = [paired.interval(row) for row in wide.to_numpy()]
    axes.plot(wide.index, wide.mean(axis=1), color=color, label=name)
    axes.fill_between(
        wide.index, [b.low for b in bands], [b.high for b in bands], color=color, alpha=0.2, lw=0
    )
    axes.plot(side["budget"].max(), scores(side).mean(), "o", color=color, ms=4)


def _svg(figure: Figure, name: str) -> str:
    """The figure as an SVG element that can stand in a page: no prolog, no fixed size.

    Its identifiers start with ``name``, so that many figures can share a page.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    plt.close(figure)
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r'<svg ([^>]*?)width="[^"]*" height="[^"]*"', r"<svg \1", svg, count=1)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    return re.sub(r'(url\(|href=")#', rf"\1#{name}-", svg)
