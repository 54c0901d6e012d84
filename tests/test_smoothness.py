"""Gradients along gradients, on losses whose gradients are known."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnbench.probes.measures.smoothness import along_gradient
from rnnbench.seeding import generator

RATES = torch.tensor([0.01, 0.1, 1.0], dtype=torch.float64)


def _normal(*shape, seed):
    return torch.randn(shape, generator=generator("smoothness", seed), dtype=torch.float64)


@given(st.integers(0, 2**31))
def test_a_quadratic_s_gradient_changes_as_its_curvature_says(seed):
    root, point = _normal(5, 5, seed=seed), _normal(5, seed=seed + 1)
    curvature = root @ root.T
    found = along_gradient(lambda points: points @ curvature, point, RATES)
    gradient = point @ curvature
    expected = (curvature @ gradient).norm() / gradient.norm()
    torch.testing.assert_close(found.relative, RATES * expected)
    assert found.effective_smoothness == pytest.approx(float(expected))
    largest = float(torch.linalg.eigvalsh(curvature)[-1])
    assert found.effective_smoothness <= largest * (1 + 1e-9)


@given(st.floats(0.1, 10))
def test_a_factor_of_the_loss_makes_it_rougher_by_that_factor_at_the_same_steps(factor):
    point = _normal(4, seed=0)
    one = along_gradient(lambda points: points.sin(), point, RATES)
    other = along_gradient(lambda points: factor * points.sin(), point, RATES / factor)
    assert other.effective_smoothness == pytest.approx(factor * one.effective_smoothness)


def test_a_linear_loss_s_gradient_does_not_change():
    found = along_gradient(torch.ones_like, _normal(4, seed=1), RATES)
    assert found.effective_smoothness == 0
