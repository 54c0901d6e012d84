"""Every initialisation that is discovered."""

import pytest
import torch
from reference import members, network, states
from toys import REGISTRY

from rnnbench.components.inits import Scales
from rnnbench.components.inits.orthogonal import Orthogonal
from rnnbench.components.registry import BUILT_IN

INITS = BUILT_IN.names("inits")
CELLS = REGISTRY.names("cells")
SQUARE = [c for c in CELLS if not Orthogonal.unsuited(REGISTRY.load("cells", c))]


def _start(init, cell="lstm", seed=0, hidden=16):
    return network(cell, hidden=hidden).start(BUILT_IN.load("inits", init)(), seed)


@pytest.mark.parametrize("init", INITS)
def test_it_is_a_function_of_the_seed_alone(init):
    first = _start(init)
    torch.manual_seed(123)
    torch.rand(7)
    for name, weight in _start(init).items():
        torch.testing.assert_close(weight, first[name], rtol=0, atol=0)
    assert not torch.equal(_start(init, seed=1)["W"], first["W"])


CHANGES = {
    "default": set(),
    "small_random": {"U"},
    "orthogonal": {"U"},
    "spectral": {"U"},
    "identity": {"U", "b"},
    "forget_bias_one": {"b"},
    "chrono": {"b"},
    "orthogonal_forget_bias_one": {"U", "b"},
}


@pytest.mark.parametrize("init", INITS)
def test_it_changes_only_what_it_is_named_after(init):
    plain, own = _start("default"), _start(init)
    assert {name for name in plain if not torch.equal(plain[name], own[name])} == CHANGES[init]


def test_a_joint_init_starts_each_block_as_its_parts_do():
    joint = _start("orthogonal_forget_bias_one")
    assert torch.equal(joint["U"], _start("orthogonal")["U"])
    assert torch.equal(joint["b"], _start("forget_bias_one")["b"])


def _recurrent_blocks(init, cell, **scales):
    """The square recurrent matrices of all gates that have one."""
    net = network(cell, hidden=16)
    start = net.start(BUILT_IN.load("inits", init)(Scales(**scales)), 0)
    (layer,) = net.layers().values()
    sources, absent = layer.cell.sources, layer.cell.absent
    for i, source in enumerate(sources if layer.cell.gates else ()):
        blocks = start["U"][16 * i : 16 * i + 16].split(16, dim=1)
        for gate, block in zip(layer.cell.recurrent_gates(), blocks, strict=True):
            if (source, gate) not in absent:
                yield block
    yield from (start[name] for name in layer.cell.matrices)


@pytest.mark.parametrize("cell", SQUARE)
def test_orthogonal_matrices_keep_lengths(cell):
    for block in _recurrent_blocks("orthogonal", cell):
        torch.testing.assert_close(block @ block.T, torch.eye(16), rtol=0, atol=1e-5)


@pytest.mark.parametrize("cell", ["vanilla", "gru", "full_gate_recurrence_lstm"])
@pytest.mark.parametrize("radius", [0.5, 1.0, 1.3])
def test_spectral_matrices_have_the_radius(cell, radius):
    for block in _recurrent_blocks("spectral", cell, radius=radius):
        assert torch.linalg.eigvals(block).abs().max().item() == pytest.approx(radius, rel=1e-4)


def test_a_net_that_starts_at_the_identity_adds_its_inputs_up():
    net = network("linear_rnn", hidden=4)
    weights = members(net, 1, init=BUILT_IN.load("inits", "identity")())
    inputs = torch.randn(1, 6, 2, 3, dtype=torch.float64)
    expected = (inputs @ weights["W"].unsqueeze(1)).cumsum(1)
    torch.testing.assert_close(states(net, weights, inputs), expected)


def test_chrono_spreads_memories_up_to_the_length():
    net, steps = network("lstm", hidden=2000), 50
    init = BUILT_IN.load("inits", "chrono")(Scales(steps=steps))
    i, f, *_ = net.start(init, 0)["b"].split(2000)
    torch.testing.assert_close(i, -f)
    lasting = f.double().exp()  # 1 / (1 - sigmoid(f)) = 1 + exp(f): the memory's time constant
    assert lasting.min() >= 1
    assert lasting.max() <= steps - 1
    assert lasting.mean().item() == pytest.approx(steps / 2, rel=0.03)
    (u,) = (network("gru", hidden=8).start(init, 0)["b"][8:16],)
    assert (u <= 0).all(), "a gate that keeps when it is closed starts closed"


def test_default_and_small_random_have_their_scale():
    default, small = _start("default", hidden=64), _start("small_random", hidden=64)
    larger = network("lstm", hidden=64).start(
        BUILT_IN.load("inits", "small_random")(Scales(small=0.1)), 0
    )
    torch.testing.assert_close(larger["U"], 10 * small["U"])
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
    forget = BUILT_IN.load("inits", "forget_bias_one")
    assert "Vanilla" in forget.unsuited(BUILT_IN.load("cells", "vanilla"))
    assert forget.unsuited(BUILT_IN.load("cells", "gru")) is None
    feeding, square = BUILT_IN.load("cells", "output_recurrence"), ("orthogonal", "identity")
    assert all(
        "OutputRecurrence" in BUILT_IN.load("inits", init).unsuited(feeding) for init in square
    )


def test_arms_share_what_their_inits_share():
    lstm, peephole = (members(network(c), 1) for c in ("lstm", "peephole_lstm"))
    assert all(torch.equal(lstm[name], peephole[name]) for name in lstm)
