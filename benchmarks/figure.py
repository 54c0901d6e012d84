"""Draw docs/engine.svg from the measurements in benchmarks/results."""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from costs import VARIED
from matplotlib.axes import Axes

HERE = Path(__file__).parent
FIGURE = HERE.parent / "docs" / "engine.svg"
OURS, OTHERS = sns.color_palette("colorblind")[0], "0.65"
SHOWN = 64  # units


def speeds(axes: Axes, table: pd.DataFrame) -> None:
    """Draw each row's speed as a ratio to torch.nn.LSTM."""
    rows = table[table["hidden"] == SHOWN].sort_values("ratio")
    others = rows["row"].str.match("torch|module|JAX")
    colors = [OTHERS if other else OURS for other in others]
    axes.barh(rows["row"], rows["ratio"], color=colors)
    axes.set_title("populations of P nets (blue) and other ways (grey)", loc="left")
    axes.axvline(1, color="black", lw=0.8)
    axes.tick_params(axis="y", labelsize=6)
    axes.margins(y=0.01)
    axes.set_xlabel(f"updates of one net a second, torch.nn.LSTM = 1 ({SHOWN} units)")


def cost(axes: Axes, table: pd.DataFrame, quantity: str, label: str) -> None:
    """Draw the time of one network's update against one quantity."""
    rows = table[table["varied"] == quantity]
    axes.loglog(rows["value"], rows["milliseconds a net"], "o-", color=OURS)
    axes.set_xticks(rows["value"], [str(value) for value in rows["value"]], fontsize=7)
    axes.minorticks_off()
    axes.set_yticks([])
    for value, cost in zip(rows["value"], rows["milliseconds a net"], strict=True):
        axes.annotate(
            f"{cost:.1f}",
            (value, cost),
            (0, 6),
            textcoords="offset points",
            ha="center",
            fontsize=7,
        )
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, high / 4), 1.5 * high)
    axes.set_xlabel(label)
    axes.set_ylabel("ms an update of one net")


def main() -> None:
    """Draw and save the figure."""
    sns.set_theme(style="ticks", font_scale=0.75)
    table, costs = (pd.read_csv(HERE / "results" / f"{name}.csv") for name in ("engine", "costs"))
    figure = plt.figure(figsize=(9, 7.5), layout="constrained")
    grid = figure.add_gridspec(3, 2, width_ratios=(3, 2))
    speeds(figure.add_subplot(grid[:, 0]), table)
    labels = {"members": "members", "steps": "time steps", "hidden": "units"}
    for row, quantity in enumerate(VARIED):
        cost(figure.add_subplot(grid[row, 1]), costs, quantity, labels[quantity])
    sns.despine(figure)
    figure.savefig(FIGURE, metadata={"Date": None})


if __name__ == "__main__":
    main()
