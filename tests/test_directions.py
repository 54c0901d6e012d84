"""Angles by their closed form, and the direction of clipped gradients."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbench.components.clips.norm import NormClip
from rnnbench.probes.measures.directions import angles
from rnnbench.seeding import generator


@given(st.floats(0, math.pi), st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_angles_are_those_of_the_plane(angle, one, other):
    first = torch.tensor([one, 0.0], dtype=torch.float64)
    second = other * torch.tensor([math.cos(angle), math.sin(angle)], dtype=torch.float64)
    assert angles(first, second).item() == pytest.approx(angle, rel=1e-12, abs=1e-15)


def test_small_angles_are_exact():
    one = torch.tensor([1.0, 0.0], dtype=torch.float64)
    other = torch.tensor([1.0, 1e-12], dtype=torch.float64)
    assert angles(one, other).item() == pytest.approx(1e-12, rel=1e-3)
    assert angles(one, -one).item() == pytest.approx(math.pi)


@settings(max_examples=1000)
@given(st.integers(0, 2**31), st.integers(1, 20), st.floats(-6, 6), st.floats(-6, 6))
def test_clipping_by_norm_does_not_turn_a_gradient(seed, size, size_log, threshold_log):
    draw = generator("directions", seed)
    gradient = 10**size_log * torch.randn(1, size, generator=draw, dtype=torch.float64)
    threshold = torch.tensor([10**threshold_log], dtype=torch.float64)
    clipped = NormClip()(gradient, gradient.norm(dim=1), threshold)
    assert angles(gradient, clipped) <= 1e-9
