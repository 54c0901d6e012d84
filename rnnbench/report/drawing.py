"""Style of all figures, and a sheet that records the numbers drawn on it."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

PALETTE: list[str] = [c for c in sns.color_palette("colorblind").as_hex() if c != "#ece133"]
"""Distinct to colour-blind readers; without its yellow, which is pale on white."""
REGION, MUTED, INK, PAPER = PALETTE[2], "#8a8a8a", "#1c2024", "#fefeff"
DASHES = ("-", "--", ":", "-.")
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
    "figure.labelsize": "medium",
    "figure.facecolor": PAPER,
    "axes.facecolor": "none",
    **{f"{part}color": INK for part in ("text.", "axes.edge", "axes.label", "xtick.", "ytick.")},
}
WIDTH, PANEL, COLUMNS = 8.0, 1.9, 3
NUMBERED, DARK = 400, 0.5
"""Most fields of a heat map with numbers, and the score below which they are white."""

LineStyle = Mapping[str, Any]


@dataclass(frozen=True)
class Drawing:
    """A finished figure.

    Attributes:
        name: stem of its files.
        svg: an SVG element on white, without prolog and fixed size; its identifiers are unique.
        pdf: the figure as PDF.
        data: every number drawn: panel, series, x, y, and the interval or range of y.
    """

    name: str
    svg: str
    pdf: bytes
    data: pd.DataFrame

    @property
    def inline(self) -> Markup:
        """The SVG with the text colour and background of the page around it."""
        return Markup(self.svg.replace(INK, "currentColor").replace(PAPER, "none"))


def line_styles(names: Iterable[str]) -> dict[str, LineStyle]:
    """Assign a colour and a dash to each name; distinct for up to 36 names."""
    styles = [{"color": color, "ls": dash} for dash, color in product(DASHES, PALETTE)]
    return {name: styles[i % len(styles)] for i, name in enumerate(dict.fromkeys(names))}


def in_rows(axes: Axes, names: Sequence[str]) -> None:
    """Label rows from top to bottom: row i is at y = i, with half a row of margin."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)


class Sheet:
    """Draw marks, and record their numbers."""

    def __init__(self) -> None:
        self.rows: list[pd.DataFrame] = []

    def line(
        self,
        axes: Axes,
        panel: str,
        series: str,
        x: Sequence[float],
        y: Sequence[float],
        band: tuple[Sequence[float], Sequence[float]] | None = None,
        style: LineStyle | None = None,
        **how: Any,
    ) -> None:
        """Draw a line, and a band of y around it if there is one."""
        style = {**(style or {"color": INK, "ls": "-"}), **how}
        self._keep(panel, series, x, y, band)
        axes.plot(list(x), list(y), **{"label": series, "lw": 1.3, **style})
        if band is not None:
            low, high = map(list, band)
            axes.fill_between(list(x), low, high, color=style["color"], alpha=0.2, lw=0)

    def interval(
        self,
        axes: Axes,
        panel: str,
        series: str,
        x: float | None,
        place: float,
        ends: tuple[float | None, float | None],
        **how: Any,
    ) -> None:
        """Draw a point and its interval across a row; missing parts are left out."""
        self._keep(panel, series, [x], [None], ([ends[0]], [ends[1]]))
        color = how.pop("color", INK)
        low, high = ends
        if low is not None and high is not None:
            axes.plot([low, high], [place, place], color=color, lw=1.5, solid_capstyle="butt")
        if x is not None:
            axes.plot([x], [place], **{"marker": "o", "color": color, "ms": 5, **how})

    def heat(self, axes: Axes, panel: str, table: pd.DataFrame) -> None:
        """Draw a heat map of scores, with numbers in its fields unless there are too many."""
        long = table.rename_axis(index="series").reset_index()
        long = long.melt(id_vars="series", var_name="x", value_name="y").dropna()
        self.rows.append(long.assign(panel=panel))
        values = table.to_numpy(float)
        axes.pcolormesh(values, vmin=0, vmax=1, cmap="cividis", lw=0)
        lines, columns = values.shape
        axes.set_xticks([0.5 + i for i in range(columns)], table.columns)
        axes.set_yticks([0.5 + i for i in range(lines)], table.index)
        axes.invert_yaxis()
        axes.spines[:].set_visible(False)
        if table.size > NUMBERED:
            return
        for (line, column), value in np.ndenumerate(values):
            if np.isfinite(value):
                color = "white" if value < DARK else "black"
                how: dict[str, Any] = {"ha": "center", "va": "center", "size": 7, "color": color}
                number = axes.text(column + 0.5, line + 0.5, f"{value:.2f}", **how)
                number.set_in_layout(False)  # it lies within, and to measure each takes long

    def finish(self, figure: Figure, name: str) -> Drawing:
        """Render the figure as SVG and PDF, and close it."""
        svg, pdf = _svg(figure, name), io.BytesIO()
        figure.set_layout_engine("none")  # as it was laid out for the SVG
        canvas: Any = FigureCanvasPdf(figure)
        canvas.print_pdf(pdf, metadata={"CreationDate": None})
        plt.close(figure)
        data = pd.concat(self.rows, ignore_index=True) if self.rows else pd.DataFrame()
        return Drawing(name, svg, pdf.getvalue(), data)

    def _keep(
        self,
        panel: str,
        series: str,
        x: Sequence[Any],
        y: Sequence[Any],
        band: tuple[Sequence[Any], Sequence[Any]] | None,
    ) -> None:
        low, high = band or ([None] * len(x), [None] * len(x))
        columns = {"x": x, "y": y, "low": low, "high": high}
        frame = pd.DataFrame({key: list(values) for key, values in columns.items()}, dtype=float)
        self.rows.append(frame.assign(panel=panel, series=series))


def _svg(figure: Figure, name: str) -> str:
    """The figure as an SVG element; its identifiers start with ``name``.

    Straight from the canvas: ``savefig`` would draw everything twice.
    """
    buffer = io.StringIO()
    figure.dpi = 72
    canvas: Any = FigureCanvasSVG(figure)
    canvas.print_svg(buffer, metadata={"Date": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r'<svg ([^>]*?)width="[^"]*" height="[^"]*"', r"<svg \1", svg, count=1)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    return re.sub(r'(url\(|href=")#', rf"\1#{name}-", svg)
