"""Tables of the report that are more than a selection of what was collected."""

import math

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from rnnbench.claims import PLAIN
from rnnbench.report import prose, tables

HELD = {axis: values[0] for axis, values in PLAIN.items()}
LENGTHS = (4, 8, 16)


def _runs(reached, **other):
    """Training runs of one cell: for each length, which of them reached their target."""
    where = {"study": "core", "variant": "plain", "task": "adding", "cell": "lstm", **HELD, **other}
    return pd.DataFrame(
        {"stage": "train", **where, "length": length, "reached": one}
        for length, outcomes in reached.items()
        for one in outcomes
    )


outcomes = st.lists(st.booleans(), min_size=1, max_size=5)


@given(st.fixed_dictionaries(dict.fromkeys(LENGTHS, outcomes)))
def test_half_of_the_runs_learn_up_to_t50_and_not_beyond(reached):
    (row,) = tables.reach(_runs(reached)).to_dict("records")
    learns = [np.mean(reached[length]) >= 0.5 for length in LENGTHS]
    first = learns.index(False) if False in learns else len(LENGTHS)
    assert row["learned"] == LENGTHS[first - 1] if first else math.isnan(row["learned"])
    assert row["lost"] == LENGTHS[first] if first < len(LENGTHS) else math.isnan(row["lost"])
    said = prose.half_learn(row)
    assert all(f"{end:.0f}" in said for end in (row["learned"], row["lost"]) if end == end)


def test_only_plain_runs_of_several_lengths_tell_how_far_a_cell_learns():
    learned = {4: [True], 8: [False]}
    frame = pd.concat(
        [
            _runs(learned),
            _runs({4: [False]}, init="orthogonal"),
            _runs({4: [True]}, cell="gru"),
        ]
    )
    (row,) = tables.reach(frame).to_dict("records")
    assert (row["cell"], row["learned"], row["lost"]) == ("lstm", 4, 8)
    assert tables.reach(_runs({4: [True]})).empty
