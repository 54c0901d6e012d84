"""Jacobians of steps and their products, by autograd, finite differences and closed forms."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import forward, members, network
from toys import REGISTRY

from rnnbench.components.inits.orthogonal import Orthogonal
from rnnbench.engine.network import of_layer
from rnnbench.probes.measures.jacobians import (
    backward_products,
    bound,
    gradient_norms,
    step,
    step_jacobians,
)
from rnnbench.seeding import generator

NORMS = ("none", "weight", "layer", "layer_memory")


def _normal(draw, *shape):
    return torch.randn(shape, generator=draw, dtype=torch.float64)


def _of(cell, norm="none", seed=0, hidden=3, scale=1.0):
    """A layer, one net's weights as its steps use them, and inputs of 4 steps and 2 examples."""
    net = network(cell, norm, inputs=2, hidden=hidden)
    layer = net.levels()[0][""]
    draw = generator("jacobians", cell, norm, seed)
    stacked = {name: scale * _normal(draw, *w.shape) for name, w in members(net, 1).items()}
    own = layer.assembled(of_layer(stacked, "", layer))
    return layer, {name: w[0] for name, w in own.items()}, _normal(draw, 4, 2, 2)


def _run(layer, weights, inputs, state):
    """The last state, by plain steps."""
    for x in inputs:
        state = step(layer, weights, x, state)
    return state


def _first(layer):
    """The state before the first step, as the cell declares it."""
    starts = [layer.cell.state_starts.get(name, 0.0) for name in layer.cell.states]
    return torch.tensor(starts, dtype=torch.float64).repeat_interleave(layer.hidden)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("cell", REGISTRY.names("cells"))
def test_the_products_are_the_derivatives_of_the_composed_steps(cell, norm):
    layer, weights, inputs = _of(cell, norm)
    products = backward_products(step_jacobians(layer, weights, inputs))
    first = _first(layer)
    for example in range(2):
        for lag in range(5):
            start, x = 4 - lag, inputs[:, example]
            state = _run(layer, weights, x[:start], first)
            expected = torch.autograd.functional.jacobian(
                lambda s, rest=x[start:]: _run(layer, weights, rest, s), state
            )
            torch.testing.assert_close(products[lag, example], expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("cell", REGISTRY.names("cells"))
def test_the_jacobian_is_the_limit_of_finite_differences(cell):
    layer, weights, inputs = _of(cell, seed=1)
    jacobian = step_jacobians(layer, weights, inputs)[3, 0]
    state, change = _run(layer, weights, inputs[:3, 0], _first(layer)), 1e-6
    for column, unit in enumerate(torch.eye(len(state), dtype=torch.float64)):
        ahead, behind = (
            step(layer, weights, inputs[3, 0], state + sign * change * unit) for sign in (1, -1)
        )
        difference = (ahead - behind) / (2 * change)
        torch.testing.assert_close(jacobian[:, column], difference, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("cell", REGISTRY.names("cells"))
def test_the_steps_are_the_engine_s(cell, norm):
    net = network(cell, norm, inputs=2, hidden=3)
    layer, stacked = net.levels()[0][""], members(net, 1)
    own = {n: w[0] for n, w in layer.assembled(of_layer(stacked, "", layer)).items()}
    inputs = _normal(generator("steps"), 4, 2)
    h = _run(layer, own, inputs, _first(layer))[:3]
    answer = forward(net, stacked, inputs.view(1, 4, 1, 2), "last").flatten()
    torch.testing.assert_close(h @ stacked["V"][0] + stacked["a"][0], answer)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_gradient_norms_are_those_of_autograd(cell):
    layer, weights, inputs = _of(cell, seed=2)
    jacobians = step_jacobians(layer, weights, inputs)
    signal = _normal(generator("signal"), 2, jacobians.shape[-1])
    found = gradient_norms(jacobians, signal)
    states = [torch.zeros(jacobians.shape[-1], dtype=torch.float64, requires_grad=True)]
    for x in inputs[:, 0]:
        states.append(step(layer, weights, x, states[-1]))
    expected = torch.autograd.grad(states[-1] @ signal[0], states)
    norms = torch.stack([gradient.norm() for gradient in reversed(expected)])
    torch.testing.assert_close(found[:, 0], norms)


@settings(max_examples=500)
@given(
    st.sampled_from([("vanilla", 1.0), ("sigmoid_rnn", 0.25), ("relu_rnn", 1.0)]),
    st.integers(0, 2**31),
    st.floats(0.1, 3.0),
)
def test_the_bound_holds(kind, seed, scale):
    cell, slope = kind
    layer, weights, inputs = _of(cell, seed=seed, scale=scale)
    products = backward_products(step_jacobians(layer, weights, inputs))
    norms = torch.linalg.matrix_norm(products, 2)
    limits = bound(weights["U"], slope, 4)
    assert (norms <= limits.unsqueeze(1) * (1 + 1e-9)).all()


def test_the_bound_is_reached_by_a_linear_net_that_stretches_all_directions_alike():
    layer, weights, inputs = _of("linear_rnn")
    weights["U"] = 1.5 * torch.eye(3, dtype=torch.float64)
    products = backward_products(step_jacobians(layer, weights, inputs))
    norms = torch.linalg.matrix_norm(products, 2)[:, 0]
    torch.testing.assert_close(norms, bound(weights["U"], 1.0, 4))
    torch.testing.assert_close(norms, 1.5 ** torch.arange(5, dtype=torch.float64))


def test_an_orthogonal_matrix_keeps_the_norm():
    """Back over 200 steps of a linear net; with the vanilla net the norm can only shrink."""
    signal, inputs = _normal(generator("signal"), 2, 8), _normal(generator("inputs"), 200, 2, 2)
    found = {}
    for cell in ("linear_rnn", "vanilla"):
        layer, weights, _ = _of(cell, hidden=8)
        weights["U"] = torch.linalg.qr(Orthogonal().recurrent(8, generator(0)).double())[0]
        found[cell] = step_jacobians(layer, weights, inputs)
    kept = gradient_norms(found["linear_rnn"], signal)
    torch.testing.assert_close(kept, signal.norm(dim=1).expand(201, 2))
    values = torch.linalg.svdvals(backward_products(found["linear_rnn"])[-1])
    torch.testing.assert_close(values, torch.ones_like(values))
    assert (gradient_norms(found["vanilla"], signal).diff(dim=0) <= 1e-12).all()


def test_a_norm_over_the_batch_has_no_jacobian_of_one_example():
    layer, weights, inputs = _of("vanilla", "batch")
    with pytest.raises(ValueError, match="mixes the examples"):
        step_jacobians(layer, weights, inputs)
