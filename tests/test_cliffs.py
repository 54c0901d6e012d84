"""The one-unit net's error against closed forms on the cliff's edge, and updates on it."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnbench.components.clips.none import NoClip
from rnnbench.components.clips.norm import NormClip
from rnnbench.probes.measures.cliffs import TARGET, descend, error, gradient


def _points(*rows):
    return torch.tensor(rows, dtype=torch.float64)


@given(st.floats(0.5, 7.0), st.integers(1, 30))
def test_on_the_edge_error_and_slope_have_closed_forms(w, steps):
    """x = 0 for ever, so E = (1/2 − 0.7)²; ∂x/∂b = Σ (w/4)^k, and ∂x/∂w is half of that."""
    edge = _points((w, -w / 2))
    assert error(edge, steps).item() == pytest.approx((0.5 - TARGET) ** 2)
    by_b = 2 * (0.5 - TARGET) / 4 * sum((w / 4) ** k for k in range(steps))
    torch.testing.assert_close(gradient(edge, steps), _points((by_b / 2, by_b)))


@given(st.floats(-7.0, 7.0), st.floats(-4.0, 4.0), st.integers(1, 10))
def test_the_gradient_is_the_limit_of_finite_differences(w, b, steps):
    slope, change = gradient(_points((w, b)), steps), 1e-6
    for axis in range(2):
        moved = change * torch.eye(2, dtype=torch.float64)[axis]
        ahead, behind = (error(_points((w, b)) + sign * moved, steps) for sign in (1, -1))
        difference = (ahead - behind) / (2 * change)
        torch.testing.assert_close(slope[:, axis], difference, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("w", [4.5, 5.5, 7.0])
def test_the_unit_settles_high_on_one_side_and_low_on_the_other(w):
    """At a fixed point x = w σ(x) + b; the two are each other's mirror image."""
    below, above = error(_points((w, -w / 2 - 1e-4), (w, -w / 2 + 1e-4)), 500).tolist()
    low, high = TARGET - below**0.5, 1 - TARGET + below**0.5
    assert above == pytest.approx((high - TARGET) ** 2, abs=1e-3)
    assert low < 0.5 < high


@given(st.floats(4.0, 7.0), st.floats(-0.1, 0.1), st.floats(0.01, 10.0))
def test_a_clipped_update_is_no_longer_than_rate_times_threshold(w, offset, threshold):
    start = _points((w, offset - w / 2))
    plain = descend(start, 20, NoClip(), threshold, 0.1) - start
    clipped = descend(start, 20, NormClip(), threshold, 0.1) - start
    torch.testing.assert_close(plain, -0.1 * gradient(start, 20))
    length = plain.norm().clamp(max=0.1 * threshold)
    torch.testing.assert_close(clipped.norm(), length)
