"""The largest output against plain steps and the activations' own bounds."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbench.components.norms.none import NoNorm
from rnnbench.components.registry import BUILT_IN
from rnnbench.engine.layers import Layer
from rnnbench.probes.measures.boundedness import largest_output, scaled_weights
from rnnbench.seeding import generator

NETS = 10


def _largest(cell, seed, scale, reach, steps=8):
    layer = Layer(BUILT_IN.load("cells", cell)(), NoNorm(), 2, symbolic=False, hidden=3)
    draw = generator("boundedness", seed)
    scales = torch.full((NETS,), scale, dtype=torch.float64)
    weights = scaled_weights(layer, scales, draw)
    inputs = reach * torch.randn(NETS, steps, 2, 2, generator=draw, dtype=torch.float64)
    return largest_output(layer, weights, inputs), weights, inputs


def test_it_is_the_largest_of_plain_steps():
    found, weights, inputs = _largest("linear_rnn", 0, 1.5, 1.0)
    state, largest = torch.zeros(NETS, 2, 3, dtype=torch.float64), torch.zeros(NETS)
    for t in range(inputs.shape[1]):
        sums = inputs[:, t] @ weights["W"] + state @ weights["U"]
        state = sums + weights["b"].unsqueeze(1)
        largest = largest.maximum(state.abs().amax((1, 2)))
    torch.testing.assert_close(found, largest)


def test_weights_have_the_scales_asked_for():
    layer = Layer(BUILT_IN.load("cells", "lstm")(), NoNorm(), 2, symbolic=False, hidden=50)
    scales = torch.tensor([0.1, 10.0], dtype=torch.float64)
    spread = scaled_weights(layer, scales, generator("scales"))["U"].flatten(1).std(1)
    torch.testing.assert_close(spread, scales, rtol=0.03, atol=0)


@pytest.mark.parametrize("cell", ["sigmoid_rnn", "vanilla", "lstm", "gru"])
@settings(max_examples=100)
@given(st.integers(0, 2**31), st.floats(0.01, 100), st.floats(0.01, 100))
def test_no_output_of_bounded_units_is_above_1(cell, seed, scale, reach):
    """A hundred examples of ten nets each."""
    assert (_largest(cell, seed, scale, reach)[0] <= 1 + 1e-12).all()


def test_relu_units_know_no_bound():
    assert _largest("relu_rnn", 0, 10.0, 1.0)[0].max() > 1e6
