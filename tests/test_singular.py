"""Singular directions, by nets of known matrices."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import network

from rnnbench.probes.measures.signals import signals
from rnnbench.probes.measures.singular import misses
from rnnbench.seeding import generator


def _signals(cell, recurrent, last, draw):
    """∂L/∂h(t-1), (P, 1, H), through the cell's second step."""
    nets, _, size = last.shape
    layer = network(cell, inputs=size, hidden=size).levels()[0][""]
    weights = {"W": torch.randn((nets, size, size), generator=draw, dtype=torch.float64)}
    weights |= {"U": recurrent, "b": torch.zeros(nets, size, dtype=torch.float64)}
    inputs = torch.randn((nets, 2, 1, size), generator=draw, dtype=torch.float64)
    return signals(layer, weights, inputs, last)[1]


@settings(max_examples=100)
@given(st.integers(0, 2**31), st.integers(1, 8), st.floats(0.01, 3.0))
def test_a_linear_net_scales_every_direction_by_its_singular_value(seed, size, scale):
    """Each example is 20 nets."""
    draw = generator("directions", seed)
    recurrent = scale * torch.randn((20, size, size), generator=draw, dtype=torch.float64)
    last = torch.randn((20, 1, size), generator=draw, dtype=torch.float64)
    after = _signals("linear_rnn", recurrent, last, draw)
    assert misses(recurrent, last, after).max() < 1e-9


def test_a_nonlinear_net_does_not():
    draw = generator("directions", "tanh")
    recurrent = torch.randn((20, 3, 3), generator=draw, dtype=torch.float64)
    last = torch.randn((20, 1, 3), generator=draw, dtype=torch.float64)
    assert misses(recurrent, last, _signals("vanilla", recurrent, last, draw)).min() > 1e-3


def test_a_miss_is_the_largest_over_all_directions():
    """U = diag(3, 2): what goes back of (1, 1) is (3, 2), so (3, 7) is off by 5."""
    recurrent = torch.diag(torch.tensor([3.0, 2.0])).unsqueeze(0)
    found = misses(recurrent, torch.ones(1, 1, 2), torch.tensor([[[3.0, 7.0]]]))
    torch.testing.assert_close(found, torch.tensor([5.0]))
