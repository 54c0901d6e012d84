"""Every cell that is discovered, with every norm."""

import gc
import weakref
from pathlib import Path

import numpy as np
import oracle
import pytest
import torch
from all_pairs import all_pairs
from reference import assert_equals_plain, forward, members, network, states, symbols
from toys import REGISTRY

from rnnbench.components.cells import Cell
from rnnbench.components.registry import BUILT_IN
from rnnbench.engine.products import Workspace
from rnnbench.testing import CELL_CHECKS
from rnnbench.testing.cells import check_back_ends

CELLS = REGISTRY.names("cells")
NORMS = REGISTRY.names("norms")
P, T, B = 3, 5, 2
CHECKS = [
    pytest.param(check, marks=[pytest.mark.slow] if check is check_back_ends else [])
    for check in CELL_CHECKS
]
"""One of them compiles, as the tests of the compiled back end do."""


def _inputs(net, dtype=torch.float64, generator=None):
    generator = generator or torch.Generator().manual_seed(1)
    return torch.randn(P, T, B, net.inputs, generator=generator, dtype=dtype)


@pytest.mark.parametrize("cell", CELLS)
def test_cell_names_its_gates(cell):
    kind = REGISTRY.load("cells", cell)
    assert issubclass(kind, Cell)
    assert len(set(kind.gate_names())) == len(kind.gate_names())
    assert kind.retaining_gate is None or kind.retaining_gate.name in kind.gate_names()


@pytest.mark.parametrize("cell", BUILT_IN.names("cells"))
def test_documentation_gives_source_and_equations_of_a_cell(cell):
    page = (Path(__file__).parent.parent / "docs" / "cells.md").read_text()
    _, _, rest = page.partition(f"\n## {cell}\n")
    entry, *_ = rest.split("\n## ")
    assert "Source:" in entry
    assert "h(t)" in entry


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("cell", CELLS)
def test_cell_follows_the_papers_equations(cell, norm):
    net = network(cell, norm)
    weights = members(net, 1)
    for name in set(weights) & {"gain", "memory_gain", "memory_bias"}:  # not what they start at
        weights[name] += torch.rand(weights[name].shape, dtype=torch.float64)
    inputs = torch.randn(1, 4, 3, net.inputs, dtype=torch.float64)
    expected = oracle.states(
        cell,
        norm,
        {name: w[0].numpy() for name, w in weights.items()},
        net.cell.gate_names(),
        inputs[0].numpy(),
    )
    found = states(net, weights, inputs)[0]
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-9, atol=1e-12)


@all_pairs(cell=CELLS, norm=NORMS, symbolic=[False, True], readout=["last", "every"])
def test_engine_equals_plain_autograd(cell, norm, symbolic, readout):
    net = network(cell, norm, symbolic=symbolic)
    inputs = symbols(_inputs(net), net) if symbolic else _inputs(net)
    assert_equals_plain(net, P, inputs, readout)


@pytest.mark.parametrize("cell", CELLS)
def test_workspace_reuse_changes_no_gradient(cell):
    net = network(cell)
    weights = {name: w.requires_grad_() for name, w in members(net, P).items()}
    inputs, workspace = _inputs(net), Workspace()
    found = []
    for given in (inputs, inputs.flip(1), inputs):
        outputs = states(net, weights, given, workspace)
        names = ("W", *net.cell.recurrent_weights())
        found.append(torch.autograd.grad(outputs.square().sum(), [weights[n] for n in names]))
    assert all(torch.equal(*pair) for pair in zip(found[0], found[2], strict=True))


class Watched(Workspace):
    """A workspace that notes which buffers it has given out."""

    def __init__(self):
        super().__init__()
        self.given = []

    def buffer(self, *wanted):
        found = super().buffer(*wanted)
        self.given.append(weakref.ref(found))
        return found


def test_buffers_of_a_pass_need_no_garbage_collector():
    net = network("gru")
    weights = {name: w.requires_grad_() for name, w in members(net, P).items()}
    workspace = Watched()
    gc.disable()
    try:
        states(net, weights, _inputs(net), workspace).sum().backward()
        buffers = workspace.given
        assert buffers
        del workspace
        assert not any(buffer() is not None for buffer in buffers)
    finally:
        gc.enable()


@all_pairs(check=CHECKS, cell=CELLS, norm=NORMS)
def test_cell_passes_the_public_checks(check, cell, norm):
    check(REGISTRY.load("cells", cell), norm)


GATES = {"gru": 3, "gru_reset_after": 3, "gru_without_reset_gate": 2, "gru_without_update_gate": 2}
GATES |= {"minimal_gru": 2, "coupled_lstm": 3, "no_input_gate_lstm": 3, "no_forget_gate_lstm": 3}
GATES |= {"no_output_gate_lstm": 3, "min_gru": 2, "multiplicative_rnn": 2}


def _formula(cell, d, h, o):
    """Number of weights of a cell's layer without a norm, by its equations."""
    plain = cell.replace("peephole_", "")
    gates = GATES.get(plain, 4 if "lstm" in cell else 1)
    total = gates * (d * h + h * h + h)
    if plain != cell:
        total += (gates - 1) * h  # every gate sees the memory, but what is written does not
    further = {
        "full_gate_recurrence_lstm": 9 * h * h,
        "gru_reset_after": h,
        "output_recurrence": o * h - h * h,
        "min_gru": -2 * h * h,
        "diagonal_rnn": h - h * h,
    }
    return total + further.get(plain, 0)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("cell", CELLS)
def test_network_has_as_many_weights_as_the_formula(cell, norm):
    net = network(cell, norm, inputs=5, hidden=7, outputs=3)
    gains = 0 if norm == "none" else 7 * len(net.cell.gate_names())
    if norm == "layer_memory" and "lstm" in cell:
        gains += 2 * 7
    assert net.parameters() == _formula(cell, 5, 7, 3) + gains + 7 * 3 + 3
    start = members(net, 1)
    zero_bias = start["memory_bias"].numel() if "memory_bias" in start else 0
    assert net.parameters() == sum((w[0] != 0).sum().item() for w in start.values()) + zero_bias


@pytest.mark.parametrize(
    ("cell", "module", "order"),
    [
        ("vanilla", lambda: torch.nn.RNN(3, 4), [0]),
        ("relu_rnn", lambda: torch.nn.RNN(3, 4, nonlinearity="relu"), [0]),
        ("lstm", lambda: torch.nn.LSTM(3, 4), [0, 1, 2, 3]),
    ],
)
def test_cell_equals_module_of_torch(cell, module, order, float64):
    net = network(cell)
    weights = members(net, 1)
    theirs = module()
    state = {
        "weight_ih_l0": weights["W"][0].T,
        "weight_hh_l0": weights["U"][0].T,
        "bias_ih_l0": weights["b"][0],
        "bias_hh_l0": torch.zeros_like(weights["b"][0]),
    }
    theirs.load_state_dict(state)
    inputs = _inputs(net)[:1]
    torch.testing.assert_close(states(net, weights, inputs)[0], theirs(inputs[0])[0])


def test_gru_reset_after_equals_gru_of_torch(float64):
    net = network("gru_reset_after")
    weights = {name: w[0] for name, w in members(net, 1).items()}
    r, u, n, m = (slice(4 * k, 4 * k + 4) for k in range(4))
    theirs = torch.nn.GRU(3, 4)
    w, v, b = weights["W"], weights["U"], weights["b"]
    own = {
        "weight_ih_l0": torch.cat([w[:, r], -w[:, u], w[:, n]], 1).T,  # its update gate is 1 - u
        "weight_hh_l0": torch.cat([v[:, r], -v[:, u], v[:, m]], 1).T,
        "bias_ih_l0": torch.cat([b[r], -b[u], b[n]]),
        "bias_hh_l0": torch.cat([torch.zeros(8), b[m]]),
    }
    theirs.load_state_dict(own)
    inputs = _inputs(net)[:1]
    found = states(net, {name: x[None] for name, x in weights.items()}, inputs)
    torch.testing.assert_close(found[0], theirs(inputs[0])[0])


WITH_PEEPHOLES = [cell for cell in CELLS if "peephole" in cell]


@pytest.mark.parametrize("cell", WITH_PEEPHOLES)
def test_peephole_cell_with_zero_peepholes_equals_plain_cell(cell):
    peephole, plain = network(cell), network(cell.replace("peephole_", ""))
    weights = members(peephole, P)
    assert peephole.cell.vectors
    for name in peephole.cell.vectors:
        weights[name] = torch.zeros_like(weights[name])
    inputs = _inputs(plain)
    torch.testing.assert_close(
        forward(peephole, weights, inputs, "every"), forward(plain, weights, inputs, "every")
    )


OPEN = 60.0
"""A pre-activation at which a gate is 1 to the last digit."""
REDUCTIONS = {
    "no_input_gate_lstm": ("lstm", "i"),
    "no_forget_gate_lstm": ("lstm", "f"),
    "no_output_gate_lstm": ("lstm", "o"),
    "gru_without_reset_gate": ("gru", "r"),
    "gru_without_update_gate": ("gru", "u"),
}


def _with(net, given, **changes):
    """Weights of a net whose gates have those given by name, as (W, U, b), or are held open."""
    parts = [changes.get(gate) or given[gate] for gate in net.cell.gate_names()]
    joined = [torch.cat(blocks, dim=-1) for blocks in zip(*parts, strict=True)]
    return dict(zip("WUb", joined, strict=True))


def _gates(net, weights):
    """Each gate's (W, U, b)."""
    blocks = zip(*(weights[name].split(net.hidden, dim=-1) for name in "WUb"), strict=True)
    return dict(zip(net.cell.gate_names(), blocks, strict=True))


@pytest.mark.parametrize("cell", REDUCTIONS)
def test_cell_without_a_gate_equals_cell_with_it_open(cell):
    whole, gate = REDUCTIONS[cell]
    small, large = network(cell), network(whole)
    weights, inputs = members(small, P), _inputs(small)
    given = _gates(small, weights)
    w, u, b = next(iter(given.values()))
    held = _with(large, given, **{gate: (0 * w, 0 * u, 0 * b + OPEN)})
    torch.testing.assert_close(states(large, held, inputs), states(small, weights, inputs))


def test_coupled_lstm_equals_lstm_with_complementary_gates():
    small, large = network("coupled_lstm"), network("lstm")
    weights, inputs = members(small, P), _inputs(small)
    given = _gates(small, weights)
    held = _with(large, given, f=tuple(-weight for weight in given["i"]))
    torch.testing.assert_close(states(large, held, inputs), states(small, weights, inputs))


def test_full_gate_recurrence_without_further_matrices_equals_lstm():
    net, plain = network("full_gate_recurrence_lstm"), network("lstm")
    weights, inputs = members(net, P), _inputs(net)
    weights["U"][:, net.hidden :] = 0
    held = {**weights, "U": weights["U"][:, : net.hidden]}
    torch.testing.assert_close(states(net, weights, inputs), states(plain, held, inputs))


@pytest.mark.parametrize("cell", [c for c in CELLS if REGISTRY.load("cells", c).retaining_gate])
def test_open_retaining_gate_keeps_the_state(cell):
    """With the gate pushed open, a distant input still shows; pushed shut, it does not."""
    net = network(cell)
    gate = net.cell.retaining_gate
    weights = members(net, 1)
    start = net.cell.gate_names().index(gate.name) * net.hidden

    def trace(push):
        pushed = dict(weights, b=weights["b"].clone())
        pushed["b"][:, start : start + net.hidden] = push * gate.sign
        inputs = torch.zeros(1, 30, 2, net.inputs, dtype=torch.float64)
        inputs[:, 0, 1] = 3.0  # one example starts with an input, the other does not
        found = states(net, pushed, inputs)
        first, *_, last = (found[0, :, 1] - found[0, :, 0]).norm(dim=-1)
        return last / first

    assert trace(+8.0) > 1e3 * trace(-8.0)
