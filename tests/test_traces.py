"""Traces of what goes on inside a net, and what the brace's trace makes of them."""

import pytest
import torch
from reference import members, network, states

from rnnbench.measures.traces import trace
from rnnbench.network import of_layer
from rnnbench.probes import brace_trace
from rnnbench.seeding import generator
from rnnbench.tasks.bracket_matching import SYMBOLS


def _of(cell, symbolic):
    net = network(cell, inputs=4, hidden=3, symbolic=symbolic)
    (layer,), stacked = net.layers().values(), members(net, 1)
    own = layer.assembled(of_layer(stacked, "", layer))
    draw = generator("traces")
    shape = (6, 2) if symbolic else (6, 2, 4)
    inputs = torch.randn(shape, generator=draw, dtype=torch.float64)
    if symbolic:
        inputs = inputs.abs().mul(10).long() % 4
    found = trace(layer, {name: weight[0] for name, weight in own.items()}, inputs)
    return found, states(net, stacked, inputs[None])[0]


@pytest.mark.parametrize("symbolic", [True, False])
def test_the_gates_make_the_states(symbolic):
    found, expected = _of("lstm", symbolic)
    torch.testing.assert_close(found.states["h"], expected)
    i, f, o = (torch.sigmoid(found.sums[gate]) for gate in "ifo")
    before = torch.cat([torch.zeros(1, 2, 3, dtype=torch.float64), found.states["c"][:-1]])
    memory = f * before + i * torch.tanh(found.sums["g"])
    torch.testing.assert_close(found.states["c"], memory)
    torch.testing.assert_close(found.states["h"], o * torch.tanh(memory))


@pytest.mark.parametrize("cell", ["gru", "full_gate_recurrence_lstm"])
def test_cells_whose_gates_look_elsewhere_are_refused(cell):
    with pytest.raises(ValueError, match="not all gates"):
        _of(cell, False)


def test_kinds_of_steps():
    written = ["x", "{", "/*", "}", "x", "*/", "x", "}", "/*", "{", "*/"]
    symbols = torch.tensor([[SYMBOLS.index(symbol)] for symbol in written])
    answers = torch.tensor([[0], [1], [1], [1], [1], [1], [1], [0], [0], [0], [0]])
    kinds = brace_trace._kinds(symbols, answers)
    (names,) = [
        [next(kind for kind, here in kinds.items() if here[t, 0]) for t in range(len(written))]
    ]
    within = ["inside", "comment", "brace in a comment", "comment", "inside", "inside"]
    assert names == ["outside", *within, *["outside"] * 4]
    assert sum(here.long() for here in kinds.values()).eq(1).all()
    since = brace_trace._since_change(answers)
    assert since.flatten().tolist() == [0, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3]


def test_the_unit_that_follows_is_found_whatever_its_sign():
    answers = torch.randint(2, (20, 8), generator=generator("answers"))
    memories = torch.randn(20, 8, 5, generator=generator("memories"), dtype=torch.float64)
    memories[..., 3] = 7 - 2 * answers + 0.01 * memories[..., 3]
    memory, unit, correlation = brace_trace._follower(memories, answers)
    assert unit == 3
    assert correlation == pytest.approx(1, abs=0.02)
    assert memory[answers == 1].mean() > 0 > memory[answers == 0].mean()
