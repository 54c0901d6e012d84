"""Back-propagation through time in closed form against automatic differentiation."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import forward, network

from rnnbench.components.registry import BUILT_IN
from rnnbench.probes.measures.bptt import gradients
from rnnbench.seeding import generator

CELLS = ("vanilla", "lstm", "peephole_lstm", "gru")


def _by_autograd(net, weights, inputs, arriving):
    """Through the engine, whose readout hands the states on as they are."""
    own = {name: w.clone().unsqueeze(0).requires_grad_() for name, w in weights.items()}
    x = inputs.clone().unsqueeze(0).requires_grad_()
    readout = {"V": torch.eye(net.hidden).to(x).unsqueeze(0), "a": x.new_zeros(1, net.hidden)}
    states = forward(net, {**own, **readout}, x)
    found = torch.autograd.grad((states[0] * arriving).sum(), [*own.values(), x])
    return {name: g[0] for name, g in zip(own, found, strict=False)}, found[-1][0]


@pytest.mark.parametrize("cell", CELLS)
@settings(max_examples=300)
@given(
    seed=st.integers(0, 2**31),
    steps=st.integers(1, 4),
    batch=st.integers(1, 3),
    inputs=st.integers(1, 3),
    hidden=st.integers(1, 3),
    scale=st.floats(0.0, 3.0),
)
def test_the_recursions_equal_autograd(cell, seed, steps, batch, inputs, hidden, scale):
    net = network(cell, inputs=inputs, hidden=hidden, outputs=hidden)
    draw = generator("bptt", seed)

    def normal(*shape):
        return torch.randn(shape, generator=draw, dtype=torch.float64)

    shapes = net.levels()[0][""].shapes()
    weights = {name: scale * normal(*shape) for name, shape in shapes.items()}
    x, arriving = normal(steps, batch, inputs), normal(steps, batch, hidden)
    expected, expected_inputs = _by_autograd(net, weights, x, arriving)
    found, found_inputs = gradients(net.cell, weights, x, arriving)
    assert found.keys() == weights.keys()
    for name in weights:
        torch.testing.assert_close(found[name], expected[name], rtol=1e-9, atol=1e-9)
    torch.testing.assert_close(found_inputs, expected_inputs, rtol=1e-9, atol=1e-9)


def test_one_step_of_one_unit_by_hand(float64):
    """h = tanh(2 · 0.5 + 3 · 0 - 1) = 0, so the slope is 1 and every gradient can be read off."""
    weights = {"W": torch.tensor([[2.0]]), "U": torch.tensor([[3.0]]), "b": torch.tensor([-1.0])}
    cell = BUILT_IN.load("cells", "vanilla")()
    found, into = gradients(cell, weights, torch.full((1, 1, 1), 0.5), torch.full((1, 1, 1), 7.0))
    assert {name: g.item() for name, g in found.items()} == {"W": 3.5, "U": 0.0, "b": 7.0}
    assert into.item() == 14.0


def test_other_cells_have_no_recursion():
    with pytest.raises(KeyError):
        gradients(BUILT_IN.load("cells", "relu_rnn")(), {}, torch.zeros(1), torch.zeros(1))
