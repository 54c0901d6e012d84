"""Overview figures of studies: what they compare, and that they draw just that."""

from pathlib import Path

import pandas as pd
import pytest
from simulated import curves, runs

from rnnbench import config
from rnnbench.plan.expansion import expand
from rnnbench.report import names, overviews
from rnnbench.report.comparisons import comparisons
from rnnbench.report.curves import Curves
from rnnbench.storage import results

CONFIGS = sorted((Path(__file__).parent.parent / "config").glob("*.yaml"))
BASE = {
    "cells": ["lstm"],
    "tasks": {"adding": {"length": [5, 9]}},
    "updates": 10,
    "evaluations": 2,
    "learning_rates": [0.1],
    "tuning_seeds": 0,
    "seeds": 3,
}
CELLS = {"cells": ["lstm", "gru"]}
MANY_INITS = {"inits": ["default", "orthogonal", "identity", "small_random"]}


def _plan(**study):
    return expand(config.load({"scale": "s", "studies": {"mine": {**BASE, **study}}}))


def _drawn(plan, frame, folder):
    """What is drawn in each figure of a table of runs, by the figure's name."""
    results.write("curves", curves(frame), folder / "curves.parquet")
    found = overviews.overviews(plan, frame, Curves([folder / "curves.parquet"]))
    return {overview.drawing.name: overview.drawing.data for overview in found}


@pytest.mark.parametrize(
    ("study", "axis", "crossed", "lines"),
    [
        (CELLS, "cell", (), ("cell",)),
        ({"clips": ["norm", "none"]}, "clip", (), ("clip",)),
        ({"vary": {"depth": [1, 2, 3]}}, "variant", (), ("variant",)),
        (
            {"vary": {"depth": [1, 2]}, "norms": ["none", "layer", "batch"]},
            "norm", ("variant",), ("norm", "variant"),
        ),
        ({**CELLS, "clips": ["norm", "none"]}, "cell", ("clip",), ("cell", "clip")),
        (
            {**CELLS, **MANY_INITS, "clips": ["norm", "none"]},
            "cell", ("init", "clip"), ("cell",),
        ),
        ({**CELLS, "learning_rates": [0.1, 0.2]}, "cell", ("learning_rate",), ("cell",)),
    ],
)  # fmt: skip
def test_comparison_takes_cells_first_then_the_widest_axis(study, axis, crossed, lines):
    (found,) = comparisons(_plan(**study))
    assert (found.axis, found.crossed, found.lines) == (axis, crossed, lines)


def test_comparison_of_one_arm_is_none():
    assert comparisons(_plan()) == []
    assert comparisons(_plan(learning_rates=[0.1, 0.2])) == []


def test_comparison_names_the_values_that_are_not_plain():
    plan = _plan(norms=["batch"], vary={"batch_statistics": ["shared", "per_step"]})
    (found,) = comparisons(plan)
    assert found.departures == ["cell lstm", "norm batch"]


@pytest.mark.parametrize(
    "study",
    [
        CELLS,
        {"vary": {"depth": [1, 2]}},
        {**CELLS, **MANY_INITS, "tasks": {"adding": {"length": 5}, "copying": {"length": 4}}},
        {**CELLS, "learning_rates": [0.1, 0.2]},
        {**CELLS, "clips": ["norm", "none"], "seeds": 1},
    ],
)
def test_overviews_are_those_that_are_named(study, tmp_path):
    plan = _plan(**study)
    (comparison,) = comparisons(plan)
    assert list(_drawn(plan, runs(plan), tmp_path)) == names.overviews(comparison)


def test_overviews_of_one_cell_have_a_line_for_each_variant(tmp_path):
    plan = _plan(vary={"depth": [1, 2, 3]})
    frame = runs(plan, lambda run, rng: {"score": 0.9 if run.variant == "depth=2" else 0.4})
    drawn = _drawn(plan, frame, tmp_path)
    assert drawn["ranks_mine"]["series"].to_list()[0] == "depth=2"
    profile = drawn["profiles_mine"].query("0.5 < x < 0.8").groupby("series")["y"].mean()
    assert profile.to_dict() == {"depth=1": 0, "depth=2": 1, "depth=3": 0}
    assert set(drawn["arrival_mine"]["panel"].str.partition(", ")[0]) == {"adding (9)"}


def test_overviews_hold_other_axes_at_the_plain_value(tmp_path):
    plan = _plan(**CELLS, **MANY_INITS, clips=["none", "norm"])
    plain = {"init": "default", "clip": "norm"}
    frame = runs(
        plan, lambda run, rng: {"score": 0.4 + 0.5 * (plain.items() <= run.axes().items())}
    )
    learned = _drawn(plan, frame, tmp_path)["learning_mine"].query("series == 'gru, test'")
    assert learned["y"].to_list() == [pytest.approx(0.9)]


def test_overviews_leave_further_blocks_of_seeds_out(tmp_path):
    """Not all arms have them: an arm without would count as incomplete."""
    plan = _plan(**CELLS)
    frame = runs(plan)
    more = frame[frame["cell"] == "gru"].assign(seed=frame["seed"] + 3)
    drawn = _drawn(plan, pd.concat([frame, more], ignore_index=True), tmp_path)
    assert set(drawn["ranks_mine"]["series"]) == {"lstm", "gru"}


@pytest.mark.parametrize(
    ("axis", "values"), [("clip", ["norm", "value"]), ("penalty", ["none", "l2"])]
)
def test_heat_maps_have_a_column_for_each_combination(axis, values, tmp_path):
    inits = ["default", "orthogonal"]
    plural = {"clip": "clips", "penalty": "penalties"}[axis]
    plan = _plan(**CELLS, inits=inits, **{plural: values})
    _, other = values
    frame = runs(plan, lambda run, rng: {"score": 0.9 if getattr(run, axis) == other else 0.5})
    drawn = _drawn(plan, frame, tmp_path)["heat_mine_adding"]
    means = drawn.groupby("x")["y"].agg(["min", "max"])
    assert set(means.index) == {*inits, *(f"{init}, {axis} {other}" for init in inits)}
    for column, (low, high) in means.iterrows():
        assert low == high == pytest.approx(0.9 if other in column else 0.5)


def test_heat_maps_tell_learning_rates_apart_where_they_are_arms(tmp_path):
    plan = _plan(**CELLS, learning_rates=[0.1, 0.2])
    frame = runs(plan, lambda run, rng: {"score": run.learning_rate})
    drawn = _drawn(plan, frame, tmp_path)
    assert list(drawn) == ["heat_mine_adding"]
    assert drawn["heat_mine_adding"].groupby("x")["y"].first().to_dict() == {
        "0.1": pytest.approx(0.1),
        "0.2": pytest.approx(0.2),
    }


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_figures_of_every_config_have_names_of_their_own(path):
    found = names.figures(expand(config.read(path)))
    assert len(found) == len(set(found))
