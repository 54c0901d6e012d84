"""Several layers and two directions, in both back ends."""

from typing import get_args

import pytest
import torch
from all_pairs import all_pairs
from reference import assert_equals_plain, forward, members, network, symbols

from rnnbench.config import Connections
from rnnbench.engine import scan
from rnnbench.engine.nets import Nets
from rnnbench.engine.products import Workspace
from rnnbench.seeding import generator

P, T, B = 2, 4, 3
ARRANGEMENTS = [
    {"depth": 3},
    {"bidirectional": True},
    {"depth": 2, "bidirectional": True},
]
CONNECTIONS = [
    {"connections": "skip", "depth": 4},
    {"connections": "dense", "depth": 4},
    {"connections": "highway", "depth": 4},
    {"connections": "skip", "depth": 3, "bidirectional": True},
    {"connections": "dense", "depth": 3, "bidirectional": True},
    {"connections": "highway", "depth": 3, "bidirectional": True},
]


def _inputs(net):
    inputs = torch.randn(P, T, B, net.inputs, generator=generator("x"), dtype=torch.float64)
    return symbols(inputs, net) if net.symbolic else inputs


@all_pairs(
    kind=[("lstm", "none"), ("gru", "layer")],
    arrangement=ARRANGEMENTS,
    readout=["last", "every"],
    symbolic=[False, True],
    backend=["eager", "compiled"],
)
def test_engine_equals_plain_autograd(kind, arrangement, readout, symbolic, backend):
    net = network(*kind, symbolic=symbolic, **arrangement)
    assert_equals_plain(net, P, _inputs(net), readout, backend)


@all_pairs(arrangement=CONNECTIONS, readout=["last", "every"], backend=["eager", "compiled"])
def test_connections_equal_plain_autograd(arrangement, readout, backend):
    net = network("gru", **arrangement)
    assert_equals_plain(net, P, _inputs(net), readout, backend)


@pytest.mark.parametrize("connections", get_args(Connections))
def test_single_layer_is_the_same_with_all_connections(connections):
    net, plain = network("lstm", connections=connections), network("lstm")
    assert net.shapes() == plain.shapes()
    assert net.flops(4, 6, 1) == plain.flops(4, 6, 1)
    outputs = forward(net, members(net, P), _inputs(net))
    assert torch.equal(outputs, forward(plain, members(plain, P), _inputs(plain)))


@pytest.mark.parametrize("connections", get_args(Connections))
@pytest.mark.parametrize("bidirectional", [False, True])
def test_connections_have_consistent_parameters_and_flops(connections, bidirectional):
    net = network(
        "gru", inputs=5, hidden=7, depth=3, connections=connections, bidirectional=bidirectional
    )
    start = members(net, 1)
    assert net.parameters() == sum(w[0].numel() for w in start.values())
    width, sides = (14, 2) if bidirectional else (7, 1)
    read = {"dense": [5, width, 2 * width, 3 * width]}.get(connections, [5, *[width] * 3])
    multiplied = sides * sum((size + 7) * 21 for size in read[:3])
    multiplied += 2 * width**2 * (connections == "highway")
    expected = 3 * 2 * 4 * (6 * multiplied + read[3] * net.outputs)
    assert net.flops(batch=4, steps=6, answers=1) == expected
    below = network("gru", inputs=5, hidden=7, depth=1, bidirectional=bidirectional)
    for name, weight in members(below, 1).items():
        if name not in ("V", "a"):
            assert torch.equal(start[name], weight), "the lowest layer starts as it does alone"


def test_highway_starts_by_passing_on_the_layer_below():
    net = network("vanilla", hidden=20, outputs=3, depth=8, connections="highway")
    weights = members(net, P)
    assert (weights["8.t"] < 0).all()
    nets = Nets(net, P, B, weights["U"], "eager")
    found = []

    def unroll(prefix, own, x, start):
        states = scan.unroll(nets.layers[prefix], own, x, Workspace(), start=start)
        found.append(states[0])
        return states

    top = nets.states(weights, _inputs(net), unroll)
    assert torch.nn.functional.cosine_similarity(top, found[0], dim=-1).mean() > 0.5


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_stacked_lstm_equals_lstm_of_torch(arrangement, float64):
    net = network("lstm", **arrangement)
    weights, inputs = members(net, 1), _inputs(net)[:1]
    theirs = torch.nn.LSTM(3, 4, net.depth, bidirectional=net.bidirectional)
    for level in range(net.depth):
        for direction in ("", "reverse.")[: 1 + net.bidirectional]:
            prefix = f"{level + 1}." * (level > 0) + direction
            end = f"_l{level}" + "_reverse" * bool(direction)
            own = {
                f"weight_ih{end}": weights[f"{prefix}W"][0].T,
                f"weight_hh{end}": weights[f"{prefix}U"][0].T,
                f"bias_ih{end}": weights[f"{prefix}b"][0],
                f"bias_hh{end}": torch.zeros(16),
            }
            theirs.load_state_dict({**theirs.state_dict(), **own})
    expected = theirs(inputs[0])[0] @ weights["V"][0] + weights["a"][0]
    torch.testing.assert_close(forward(net, weights, inputs)[0], expected)


def test_layers_have_consistent_parameters_and_flops():
    net = network("gru", inputs=5, hidden=7, outputs=3, depth=2, bidirectional=True)
    below, above = (3 * (size * 7 + 7 * 7 + 7) for size in (5, 14))
    assert net.parameters() == 2 * below + 2 * above + 14 * 3 + 3
    start = members(net, 1)
    assert net.parameters() == sum(w[0].numel() for w in start.values())
    assert not torch.equal(start["U"], start["reverse.U"])
    assert not torch.equal(start["U"], start["2.U"])
    plain = members(network("gru", inputs=5, hidden=7, outputs=3), 1)
    assert torch.equal(start["U"], plain["U"]), "the lowest layer starts as it does alone"
    products = 2 * (5 + 7) * 21 * 2 + 2 * (14 + 7) * 21 * 2
    assert net.flops(batch=4, steps=6, answers=1) == 3 * 4 * (6 * products + 2 * 14 * 3)
