"""Panels that several figures have: learning curves, shares of runs over time, readings."""

import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rnnbench.claims import Readings
from rnnbench.components import discovery
from rnnbench.judging.outcomes import scores
from rnnbench.probes import Probe
from rnnbench.report.curves import Curves
from rnnbench.report.drawing import MUTED, LineStyle, Sheet, in_rows, line_styles
from rnnbench.stats import paired


def learning_curve(
    sheet: Sheet,
    axes: Axes,
    panel: str,
    side: pd.DataFrame,
    curves: Curves,
    name: str,
    style: LineStyle,
) -> None:
    """Mean validation score with its interval, and mean score in the test that is looked at.

    A run that has diverged counts as 0.

    Args:
        sheet: what is drawn on.
        axes: where on it.
        panel: its name.
        side: rows of one arm's runs, indexed by seed.
        curves: those of all runs.
        name: of the line.
        style: its.
    """
    wide = curves.of(side.reset_index().iloc[0])
    wide = wide.reindex(columns=side.index).fillna(0.0).clip(lower=0.0)
    bands = None
    if len(side) > 1:
        found = [paired.interval(row) for row in wide.to_numpy()]
        bands = [b.low for b in found], [b.high for b in found]
    sheet.line(axes, panel, name, wide.index.to_list(), wide.mean(axis=1).to_list(), bands, style)
    end, score = [float(side["budget"].max())], [float(scores(side).mean())]
    dot = {"color": style["color"], "ls": "", "marker": "o", "ms": 4, "label": "_test"}
    sheet.line(axes, panel, f"{name}, test", end, score, style=dot)


def share_over_time(
    sheet: Sheet,
    axes: Axes,
    panel: str,
    times: Sequence[float],
    n: int,
    horizon: float,
    name: str,
    style: LineStyle,
) -> None:
    """Share of n runs to which something has happened, against time, up to a horizon."""
    x = [0.0, *sorted(times), horizon]
    y = [0.0, *(np.arange(1, len(times) + 1) / n), len(times) / n]
    sheet.line(axes, panel, name, x, y, style=style, drawstyle="steps-post")
    axes.set_ylim(-0.05, 1.05)


def readings_of(
    sheet: Sheet, axes: Axes, asked: Readings, readings: pd.DataFrame, panel: str = "readings"
) -> None:
    """Readings of the arms that are asked for: median against x with the range of all seeds.

    Arms that share no x are parts of one course, which is drawn through them. Without an axis,
    readings stand seed by seed.
    """
    rows = readings[(readings["probe"] == asked.probe) & (readings["quantity"] == asked.quantity)]
    probe: type[Probe] = discovery.load("probes", asked.probe)
    arms = [arm for arm in dict.fromkeys(rows["arm"]) if arm in (*asked.a, *asked.b)]
    rows = rows[rows["arm"].isin(arms)]
    what = probe.quantities[asked.quantity]
    if asked.quantity not in probe.axes:
        for arm, style in line_styles(arms).items():
            mine = rows.loc[rows["arm"] == arm, "value"].to_list()
            how = {**style, "ls": "", "marker": "o", "alpha": 0.4}
            places: list[float] = [arms.index(arm)] * len(mine)
            sheet.line(axes, panel, arm, mine, places, style=how)
        in_rows(axes, arms)
        axes.set(xlabel=textwrap.fill(what, 80))
        return
    course = not rows.duplicated(["seed", "x"]).any() and len(arms) > 1
    if course:
        whole = rows.groupby("x")["value"].median()
        axes.plot(whole.index, whole, color=MUTED, lw=1)
    for arm, style in line_styles(arms).items():
        by_x = rows[rows["arm"] == arm].groupby("x")["value"]
        x = by_x.median().index.to_list()
        band = by_x.min().to_list(), by_x.max().to_list()
        how = {**style, **({"ls": "", "marker": "o"} if course else {})}
        sheet.line(axes, panel, arm, x, by_x.median().to_list(), None if course else band, how)
    axes.set(xlabel=probe.axes[asked.quantity], ylabel=textwrap.fill(what, 36))
    axes.legend()
