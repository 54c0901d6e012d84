"""Norms and clips by their definitions."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from reference import members, network, states

from rnnbench.components.clips.none import NoClip
from rnnbench.components.clips.norm import NormClip
from rnnbench.components.clips.value import ValueClip
from rnnbench.components.norms.batch import BatchNorm
from rnnbench.components.norms.layer import LayerNorm
from rnnbench.components.registry import BUILT_IN

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
    thresholds = torch.full((3,), threshold, dtype=torch.float64)
    clipped = NormClip()(gradient, norm, thresholds)
    acts = NormClip().acts(gradient, norm, thresholds)
    assert (clipped.norm(dim=1) <= threshold * (1 + 1e-9) + (~acts) * norm).all()
    torch.testing.assert_close(clipped[~acts], gradient[~acts])
    for own, cut in zip(gradient[acts], clipped[acts], strict=True):
        cosine = torch.dot(own, cut) / (own.norm() * cut.norm())
        assert cosine.item() == pytest.approx(1, abs=1e-9)


@given(gradients)
def test_no_clipping_changes_nothing(values):
    gradient = torch.tensor(values)
    assert torch.equal(NoClip()(gradient, gradient.norm(dim=1), torch.ones(3)), gradient)
    assert not NoClip().acts(gradient, gradient.norm(dim=1), torch.ones(3)).any()


@given(gradients, st.lists(st.floats(1e-3, 1e3), min_size=3, max_size=3))
def test_value_clipping_cuts_each_element_at_its_members_threshold(values, thresholds):
    gradient, bound = torch.tensor(values), torch.tensor(thresholds, dtype=torch.float64)
    norm = gradient.norm(dim=1)
    clipped, acts = ValueClip()(gradient, norm, bound), ValueClip().acts(gradient, norm, bound)
    for own, cut, limit, acted in zip(gradient, clipped, bound, acts, strict=True):
        assert [x.item() for x in cut] == [max(-limit, min(limit, x)).item() for x in own]
        assert acted == any(own != cut)


def test_batch_norm_gives_each_unit_mean_0_and_variance_1(float64):
    a = torch.randn(2, 40, 4, 3) * 7 + 2
    normal = BatchNorm()(a, {"gain": torch.ones(2, 1, 4, 3)})
    torch.testing.assert_close(normal.mean(1), torch.zeros(2, 4, 3), rtol=0, atol=1e-10)
    torch.testing.assert_close(normal.var(1, correction=0), torch.ones(2, 4, 3), rtol=1e-5, atol=0)


def test_under_batch_norm_a_constant_column_does_not_make_the_gradient_explode():
    net = network("vanilla", "batch", hidden=8)
    weights = {n: w.float().requires_grad_() for n, w in members(net, 1).items()}
    inputs = torch.randn(1, 60, 16, 3)
    inputs[:, :50] = 0.7  # nothing tells the examples apart until the end

    def largest(inputs):
        loss = states(net, weights, inputs)[:, -1].square().sum()
        gradients = torch.autograd.grad(loss, [weights["W"], weights["U"]])
        return max(g.abs().max().item() for g in gradients)

    assert largest(inputs) < 10 * largest(inputs[:, 50:])


def test_weight_norm_starts_as_no_norm_and_knows_only_directions(float64):
    plain, normed = network("gru"), network("gru", "weight")
    weights = members(normed, 2)
    inputs = torch.randn(2, 5, 3, 3)
    expected = states(plain, {n: w for n, w in weights.items() if n != "gain"}, inputs)
    torch.testing.assert_close(states(normed, weights, inputs), expected)
    longer = {**weights, "W": weights["W"] * 3, "U": weights["U"] * 3}
    torch.testing.assert_close(states(normed, longer, inputs), expected)


def test_all_of_them_are_tested_here():
    assert set(BUILT_IN.names("norms")) == {"none", "layer", "layer_memory", "batch", "weight"}
    assert set(BUILT_IN.names("clips")) == {"none", "norm", "value"}
