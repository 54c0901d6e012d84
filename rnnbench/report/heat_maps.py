"""Heat maps of a study: mean scores over everything that it crosses."""

import math

import matplotlib.pyplot as plt
import pandas as pd

from rnnbench.report import names
from rnnbench.report.comparisons import LEARNING_RATE, PLURALS, Comparison, labels, plain
from rnnbench.report.drawing import WIDTH, Drawing, Sheet

COLUMNS, ROW = 14, 0.22
"""Most columns side by side, and the height of a row in inches."""
LETTERS = 90
"""Room for letters below a map; longer labels are turned."""


def heat_map(comparison: Comparison, task: str, rows: pd.DataFrame) -> Drawing:
    """Mean score of each compared value with each combination of the crossed axes.

    Args:
        comparison: of the study.
        task: name of the task.
        rows: its runs at one length, with their ``score``.
    """
    table = _table(comparison, rows)
    blocks = math.ceil(table.shape[1] / COLUMNS)
    columns = math.ceil(table.shape[1] / blocks)
    height = ROW * len(table) + 1.3
    sheet = Sheet()
    figure, grid = plt.subplots(
        blocks,
        1,
        figsize=(WIDTH, height * blocks),
        layout="constrained",
        squeeze=False,
    )
    for block, axes in enumerate(grid.flat):
        sheet.heat(axes, task, table.iloc[:, block * columns : (block + 1) * columns])
        axes.set_xlim(0, columns)
        axes.tick_params(axis="both", length=0)
        if columns * max(map(len, map(str, table.columns))) > LETTERS:
            plt.setp(axes.get_xticklabels(), rotation=30, ha="right")
    return sheet.finish(figure, names.heat(comparison.study, task))


def about(comparison: Comparison, rows: pd.DataFrame) -> str:
    """What a heat map shows, in words."""
    *others, last = (PLURALS[axis] for axis in comparison.crossed)
    columns = f"combinations of {', '.join(others)} and {last}" if others else last
    return (
        f"Mean test score over {rows['seed'].nunique()} seeds. "
        f"Rows: {PLURALS[comparison.axis]}; columns: {columns}."
    )


def _table(comparison: Comparison, rows: pd.DataFrame) -> pd.DataFrame:
    """Mean scores, (compared values, combinations); combinations with fewer departures first."""
    components = [axis for axis in comparison.crossed if axis != LEARNING_RATE]
    omitted = {axis: plain(axis, rows[axis].unique().tolist()) for axis in components}
    table = rows.assign(combination=labels(rows, comparison.crossed, omitted)).pivot_table(
        index=comparison.axis, columns="combination", values="score", sort=False
    )
    return table[sorted(table.columns, key=lambda label: str(label).count(", "))]
