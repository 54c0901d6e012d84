"""Norms and clips by their definitions."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rnnbench import discovery
from rnnbench.clips.none import NoClip
from rnnbench.clips.norm import NormClip
from rnnbench.norms.layer import LayerNorm

gradients = arrays(
    float, (3, 5), elements=st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6)
)


def test_layer_norm_gives_each_gate_mean_0_and_variance_1(float64):
    a = torch.randn(2, 3, 4, 50) * 7 + 2
    normal = LayerNorm()(a, {"gain": torch.ones(2, 1, 4, 50)})
    torch.testing.assert_close(normal.mean(-1), torch.zeros(2, 3, 4), rtol=0, atol=1e-10)
    torch.testing.assert_close(normal.var(-1, correction=0), torch.ones(2, 3, 4), rtol=1e-5, atol=0)


def test_layer_norm_ignores_scale_and_shift_and_the_batch(float64):
    a, gain = torch.randn(1, 6, 2, 9) * 10, {"gain": torch.rand(1, 1, 2, 9)}
    normal = LayerNorm()(a, gain)
    torch.testing.assert_close(LayerNorm()(3 * a + 5, gain), normal, rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(LayerNorm()(a[:, 2:3], gain), normal[:, 2:3])


@given(gradients, st.floats(1e-3, 1e3))
def test_norm_clipping_shortens_and_keeps_the_direction(values, threshold):
    gradient = torch.tensor(values)
    norm = gradient.norm(dim=1)
    clipped = NormClip()(gradient, norm, threshold)
    acts = NormClip().acts(gradient, norm, threshold)
    assert (clipped.norm(dim=1) <= threshold * (1 + 1e-9) + (~acts) * norm).all()
    torch.testing.assert_close(clipped[~acts], gradient[~acts])
    for own, cut in zip(gradient[acts], clipped[acts], strict=True):
        cosine = torch.dot(own, cut) / (own.norm() * cut.norm())
        assert cosine.item() == pytest.approx(1, abs=1e-9)


@given(gradients)
def test_no_clipping_changes_nothing(values):
    gradient = torch.tensor(values)
    assert torch.equal(NoClip()(gradient, gradient.norm(dim=1), 1.0), gradient)
    assert not NoClip().acts(gradient, gradient.norm(dim=1), 1.0).any()


def test_all_of_them_are_tested_here():
    assert set(discovery.names("norms")) == {"none", "layer"}
    assert set(discovery.names("clips")) == {"none", "norm"}
