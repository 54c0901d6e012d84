"""Statistics over time, by simulated changes."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnbench.probes.measures.spreads import spread_over_time
from rnnbench.seeding import generator


def _noise(batches, steps, units, seed=0):
    draw = generator("spreads", seed)
    return torch.randn(batches, steps, units, generator=draw, dtype=torch.float64)


@pytest.mark.parametrize("batches", [4, 16, 64])
def test_without_change_it_is_what_sampling_leaves(batches):
    found = spread_over_time(_noise(batches, 200, 50))
    assert found == pytest.approx(1 / math.sqrt(batches), rel=0.05)


@pytest.mark.parametrize("size", [0.5, 2.0, 10.0])
def test_a_simulated_change_is_found(size):
    over_time = size * _noise(1, 200, 50, seed=1)
    found = spread_over_time(_noise(64, 200, 50) + over_time)
    assert found == pytest.approx(math.sqrt(size**2 + 1 / 64), rel=0.05)


@given(st.floats(0.01, 100), st.floats(-100, 100))
def test_scale_and_shift_of_all_do_not_matter(scale, shift):
    values = _noise(3, 4, 5)
    assert spread_over_time(scale * values + shift) == pytest.approx(spread_over_time(values))
