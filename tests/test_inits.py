"""Every initialisation that is discovered."""

import pytest
import torch
from reference import members, network

from rnnbench import discovery

INITS = discovery.names("inits")
CELLS = discovery.names("cells")


def _start(init, cell="lstm", seed=0, hidden=16):
    return network(cell, hidden=hidden).start(discovery.load("inits", init)(), seed)


@pytest.mark.parametrize("init", INITS)
def test_it_is_a_function_of_the_seed_alone(init):
    first = _start(init)
    torch.manual_seed(123)
    torch.rand(7)
    for name, weight in _start(init).items():
        torch.testing.assert_close(weight, first[name], rtol=0, atol=0)
    assert not torch.equal(_start(init, seed=1)["U"], first["U"])


@pytest.mark.parametrize(
    ("init", "changes"),
    [
        ("default", set()),
        ("small_random", {"U"}),
        ("orthogonal", {"U"}),
        ("forget_bias_one", {"b"}),
    ],
)
def test_it_changes_only_what_it_is_named_after(init, changes):
    plain, own = _start("default"), _start(init)
    assert {name for name in plain if not torch.equal(plain[name], own[name])} == changes


def test_every_init_is_in_the_test_above():
    assert set(INITS) == {"default", "small_random", "orthogonal", "forget_bias_one"}


@pytest.mark.parametrize("cell", CELLS)
def test_orthogonal_matrices_keep_lengths(cell):
    start = _start("orthogonal", cell)
    for block in start["U"].split(16, dim=1):
        torch.testing.assert_close(block @ block.T, torch.eye(16), rtol=0, atol=1e-5)


def test_default_and_small_random_have_their_scale():
    default, small = _start("default", hidden=64), _start("small_random", hidden=64)
    assert default["U"].abs().max() <= 1 / 8
    assert default["U"].std().item() == pytest.approx(1 / 8 / 3**0.5, rel=0.02)
    assert small["U"].std().item() == pytest.approx(0.01, rel=0.02)


@pytest.mark.parametrize(
    ("cell", "columns", "value"), [("lstm", (16, 32), 1), ("gru", (16, 32), -1)]
)
def test_forget_bias_one_sets_the_retaining_gate_alone(cell, columns, value):
    bias = _start("forget_bias_one", cell)["b"]
    inside = torch.zeros(len(bias), dtype=torch.bool)
    inside[slice(*columns)] = True
    assert (bias[inside] == value).all()
    assert (bias[~inside].abs() <= 1 / 4).all()


def test_a_cell_without_retaining_gate_is_refused_by_name():
    forget = discovery.load("inits", "forget_bias_one")
    assert "Vanilla" in forget.unsuited(discovery.load("cells", "vanilla"))
    assert forget.unsuited(discovery.load("cells", "gru")) is None


def test_arms_share_what_their_inits_share():
    lstm, peephole = (members(network(c), 1) for c in ("lstm", "peephole_lstm"))
    assert all(torch.equal(lstm[name], peephole[name]) for name in lstm)
