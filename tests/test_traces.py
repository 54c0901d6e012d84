"""Traces of what goes on inside a net, and what the brace's trace makes of them."""

import pytest
import torch
from reference import members, network, states

from rnnbench.components.tasks import Batch
from rnnbench.components.tasks.bracket_matching import SYMBOLS, BracketMatching
from rnnbench.engine.network import of_layer
from rnnbench.probes import brace_trace
from rnnbench.probes.measures.traces import trace
from rnnbench.seeding import generator


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
    within = ["inside", "comment", "brace in a comment", "comment", "inside", "inside"]
    found = brace_trace.kinds("x { /* } x */ x } /* { */")
    assert found == ["outside", *within, *["outside"] * 4]


def test_the_program_is_one_that_the_task_knows():
    task = BracketMatching(length=len(brace_trace.KINDS), depth=1)
    program = torch.tensor([[SYMBOLS.index(symbol)] for symbol in brace_trace.PROGRAM.split()])
    answers = task.solve(Batch(program, program)).argmax(-1).flatten()
    assert [kind != "outside" for kind in brace_trace.KINDS] == answers.bool().tolist()
    assert set(brace_trace.KINDS) == {"inside", "comment", "brace in a comment", "outside"}


def test_correlations_are_those_of_a_simulated_unit():
    answers = torch.randint(2, (20, 8), generator=generator("answers"))
    memories = torch.randn(20, 8, 5, generator=generator("memories"), dtype=torch.float64)
    memories[..., 3] = 7 - 2 * answers
    found = brace_trace._correlations(memories, answers)
    assert found[3].item() == pytest.approx(-1)
    assert found[[0, 1, 2, 4]].abs().max() < 0.5
