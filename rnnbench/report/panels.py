"""Panels of several figures: learning curves, shares of runs over time, readings."""

import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rnnbench.claims import Readings
from rnnbench.claims.tests.scores import scores
from rnnbench.plan.plan import ProbeFacts
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
    """Draw an arm's mean validation score with its interval, and its mean test score as a dot.

    A diverged run scores 0.

    Args:
        sheet: the sheet to draw on.
        axes: the panel's axes.
        panel: name of the panel.
        side: rows of one arm's runs, indexed by seed.
        curves: learning curves of all runs.
        name: name of the arm.
        style: line style of the arm.
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
    """Draw the share of n runs with an event, given the times of all events, up to a horizon."""
    x = [0.0, *sorted(times), horizon]
    y = [0.0, *(np.arange(1, len(times) + 1) / n), len(times) / n]
    sheet.line(axes, panel, name, x, y, style=style, drawstyle="steps-post")
    axes.set_ylim(-0.05, 1.05)


def readings_of(
    sheet: Sheet,
    axes: Axes,
    asked: Readings,
    readings: pd.DataFrame,
    probe: ProbeFacts,
    panel: str = "readings",
) -> None:
    """Draw the readings of each arm: median against x, with the range over seeds.

    Arms without a common x are parts of one curve, drawn through them. Readings without an axis
    are drawn seed by seed.
    """
    rows = readings[(readings["probe"] == asked.probe) & (readings["quantity"] == asked.quantity)]
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
