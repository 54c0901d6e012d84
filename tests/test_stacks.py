"""Deep feed-forward nets by modules, by each other, and by a recurrent net without inputs."""

from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import network

from rnnbench.probes.measures import depth
from rnnbench.probes.measures.signals import signals
from rnnbench.seeding import generator

NETS, SIZE, DEPTH = 2, 3, 5
ACTIVATIONS = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu}
everywhere = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)


def _layers(draw, inputs=lambda layer: SIZE, gain=1.0):
    sizes = [inputs(layer) for layer in range(1, DEPTH + 1)]
    return [depth.uniform(NETS, size, SIZE, gain, draw) for size in sizes]


def _vectors(draw):
    return torch.randn(2, NETS, SIZE, generator=draw, dtype=torch.float64)


def _grown(layer):
    return layer * SIZE


@settings(max_examples=50)
@given(st.integers(0, 2**31), st.floats(0.1, 3.0), st.integers(1, 8), st.integers(1, 8))
def test_weights_are_within_their_bound_and_have_the_deviation_asked_for(seed, gain, inputs, units):
    found = depth.uniform(2000, inputs, units, gain, generator(seed))
    assert found.abs().max() <= gain * (3 / inputs) ** 0.5
    assert found.std().item() == pytest.approx(gain / inputs**0.5, rel=0.15)


@everywhere
def test_gradients_are_those_of_modules_with_the_same_weights(activation):
    draw = generator("stacks", "modules")
    weights, (bottom, last) = _layers(draw), _vectors(draw)
    found = depth.gradients(
        partial(depth.plain, weights=weights, activation=activation), bottom, last
    )
    for p in range(NETS):
        states = [bottom[p].clone().requires_grad_()]
        for weight in weights:
            linear = torch.nn.Linear(SIZE, SIZE, bias=False, dtype=torch.float64)
            with torch.no_grad():
                linear.weight.copy_(weight[p].T)
            states.append(activation(linear(states[-1])))
        expected = torch.autograd.grad(states[-1] @ last[p], states)
        torch.testing.assert_close(found[:, p], torch.stack(expected[::-1]))


def test_layers_that_share_their_weights_are_a_recurrent_net_without_inputs():
    draw = generator("stacks", "shared")
    shared, (_, last) = depth.uniform(NETS, SIZE, SIZE, 1.5, draw), _vectors(draw)
    layer = network("vanilla", inputs=SIZE, hidden=SIZE).levels()[0][""]
    eye = torch.eye(SIZE, dtype=torch.float64).expand(NETS, -1, -1)
    weights = {"W": eye, "U": shared, "b": torch.zeros(NETS, SIZE, dtype=torch.float64)}
    inputs = torch.zeros(NETS, DEPTH + 1, 1, SIZE, dtype=torch.float64)
    inputs[:, 0, 0] = torch.randn(NETS, SIZE, generator=draw, dtype=torch.float64)
    expected = signals(layer, weights, inputs, last.unsqueeze(1))[: DEPTH + 1, :, 0]
    stack = partial(depth.plain, weights=[shared] * DEPTH, activation=torch.tanh)
    torch.testing.assert_close(depth.gradients(stack, inputs[:, 0, 0].tanh(), last), expected)


@everywhere
def test_a_residual_net_whose_branches_give_nothing_keeps_the_gradient(activation):
    draw = generator("stacks", "residual")
    weights, (bottom, last) = _layers(draw, gain=0.0), _vectors(draw)
    stack = partial(depth.residual, weights=weights, activation=lambda a: activation(a) * a)
    found = depth.gradients(stack, bottom, last)
    assert torch.equal(found, last.expand_as(found))


@everywhere
def test_a_residual_net_adds_a_layer_to_its_input(activation):
    draw = generator("stacks", "sum")
    weights, (bottom, _) = _layers(draw), _vectors(draw)
    states = depth.residual(bottom, weights, activation)
    for below, above, weight in zip(states, states[1:], weights, strict=False):
        alone = depth.plain(below, [weight], activation)[1]
        torch.testing.assert_close(above, below + alone)


@everywhere
def test_a_dense_net_that_only_looks_at_the_layer_below_is_a_plain_one(activation):
    draw = generator("stacks", "dense")
    weights, (bottom, last) = _layers(draw), _vectors(draw)
    wide = _layers(draw, _grown, gain=0.0)
    for grown, own in zip(wide, weights, strict=True):
        grown[:, -SIZE:] = own
    dense = partial(depth.dense, weights=wide, activation=activation)
    plain = partial(depth.plain, weights=weights, activation=activation)
    for stack in (dense, plain):
        assert len(stack(bottom)) == DEPTH + 1
    torch.testing.assert_close(
        depth.gradients(dense, bottom, last), depth.gradients(plain, bottom, last)
    )


def test_a_linear_dense_net_adds_up_all_paths():
    """With every block the identity a layer is the sum of all below: 1, 1, 2, 4, ... times."""
    draw = generator("stacks", "paths")
    eye = torch.eye(SIZE, dtype=torch.float64).expand(NETS, -1, -1)
    weights = [torch.cat([eye] * layer, dim=1) for layer in range(1, DEPTH + 1)]
    bottom, last = _vectors(draw)
    stack = partial(depth.dense, weights=weights, activation=lambda a: a)
    found = depth.gradients(stack, bottom, last)
    times = torch.tensor([1.0, 1.0, 2.0, 4.0, 8.0, 16.0], dtype=torch.float64)
    torch.testing.assert_close(found, times[:, None, None] * last)


@everywhere
@pytest.mark.parametrize("open_", [True, False])
def test_a_highway_net_is_plain_with_open_gates_and_carries_all_with_closed_ones(activation, open_):
    draw = generator("stacks", "highway")
    weights, gates, (bottom, last) = _layers(draw), _layers(draw), _vectors(draw)
    bias = 1000.0 if open_ else -1000.0
    stack = partial(depth.highway, weights=weights, gates=gates, bias=bias, activation=activation)
    found = depth.gradients(stack, bottom, last)
    plain = partial(depth.plain, weights=weights, activation=activation)
    expected = depth.gradients(plain, bottom, last) if open_ else last.expand_as(found)
    torch.testing.assert_close(found, expected)
