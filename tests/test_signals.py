"""Error signals on their way back, by the products of exact Jacobians."""

import math

import pytest
import torch
from reference import members, network
from toys import REGISTRY

from rnnbench.engine.network import of_layer
from rnnbench.probes.measures.jacobians import gradient_norms, step_jacobians
from rnnbench.probes.measures.signals import LEAST, log_norms, signals
from rnnbench.seeding import generator


def _normal(draw, *shape):
    return torch.randn(shape, generator=draw, dtype=torch.float64)


@pytest.mark.parametrize("norm", ["none", "layer_memory"])
@pytest.mark.parametrize("cell", REGISTRY.names("cells"))
def test_they_are_what_the_steps_jacobians_make_of_the_last_one(cell, norm):
    net, draw = network(cell, norm, inputs=2, hidden=3), generator("signals", cell)
    layer = net.levels()[0][""]
    weights = layer.assembled(of_layer(members(net, 2), "", layer))
    inputs = _normal(draw, 2, 5, 3, 2)
    last = _normal(draw, 2, 3, 3 * len(layer.cell.states))
    found = signals(layer, weights, inputs, last)
    assert found.shape == (6, 2, 3, last.shape[-1])
    assert torch.equal(found[0], last)
    for p in range(2):
        own = {name: weight[p] for name, weight in weights.items()}
        expected = gradient_norms(step_jacobians(layer, own, inputs[p]), last[p])
        expected = expected.clamp(min=LEAST).log()  # a rectifier's signal may die
        torch.testing.assert_close(log_norms(found[:, p]), expected, rtol=0, atol=1e-9)


def test_a_linear_net_s_signals_are_powers_of_its_matrix():
    net = network("linear_rnn", inputs=2, hidden=3)
    layer, weights = net.levels()[0][""], members(net, 1)
    last = _normal(generator("last"), 1, 1, 3)
    found = signals(layer, weights, torch.zeros(1, 4, 1, 2, dtype=torch.float64), last)
    for lag in range(5):
        expected = last[0] @ torch.linalg.matrix_power(weights["U"][0].T, lag)
        torch.testing.assert_close(found[lag, 0], expected)


def test_the_logarithm_of_nothing_is_finite():
    assert log_norms(torch.zeros(2, 3, dtype=torch.float64)).tolist() == [math.log(LEAST)] * 2
