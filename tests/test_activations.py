"""Slopes of activations and what their Jacobians do to vectors."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbench.probes.measures.activations import ACTIVATIONS, STEEPEST, growth, slopes
from rnnbench.seeding import generator

everywhere = pytest.mark.parametrize("name", ACTIVATIONS)
CLOSED = {
    "sigmoid": lambda a: torch.sigmoid(a) * (1 - torch.sigmoid(a)),
    "tanh": lambda a: 1 - torch.tanh(a) ** 2,
    "relu": lambda a: (a > 0).to(a),
}


def _normal(*shape, seed):
    return torch.randn(shape, generator=generator("activations", seed), dtype=torch.float64)


@everywhere
def test_slopes_are_those_of_the_closed_forms(name):
    sums = 3 * _normal(5, 7, seed=0)
    torch.testing.assert_close(slopes(ACTIVATIONS[name], sums), CLOSED[name](sums))


@everywhere
def test_the_bound_is_reached(name):
    """It is the least one: at 0, or for relu anywhere above."""
    steepest = slopes(ACTIVATIONS[name], torch.tensor([0.0, 1.0], dtype=torch.float64)).max()
    assert steepest.item() == STEEPEST[name]


@everywhere
def test_growth_is_that_of_the_whole_jacobian(name):
    sums, vector = _normal(6, seed=1), _normal(6, seed=2)
    jacobian = torch.autograd.functional.jacobian(ACTIVATIONS[name], sums)
    expected = (jacobian @ vector).norm() / vector.norm()
    torch.testing.assert_close(growth(ACTIVATIONS[name], sums, vector), expected)


@everywhere
@settings(max_examples=1000)
@given(st.integers(0, 2**31), st.floats(1e-3, 1e3), st.integers(1, 8))
def test_no_slope_is_above_the_bound_and_no_vector_grows(name, seed, scale, size):
    sums, vectors = scale * _normal(size, seed=seed), _normal(size, seed=seed + 1)
    found = slopes(ACTIVATIONS[name], sums)
    assert (found >= 0).all()
    assert (found <= STEEPEST[name] + 1e-12).all()
    assert growth(ACTIVATIONS[name], sums, vectors) <= STEEPEST[name] + 1e-12
