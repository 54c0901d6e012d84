"""What depends on the rest of a batch, and what does not."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import network, states

from rnnbench.probes.measures import batches
from rnnbench.seeding import generator


def _instance(cell, norm, seed, steps=4, batch=3):
    """A layer, one net's random weights, inputs, and others for all examples but the first."""
    net, draw = network(cell, norm, inputs=2, hidden=3), generator("batches", seed)
    layer = net.levels()[0][""]
    weights = {
        name: torch.randn(shape, generator=draw, dtype=torch.float64)
        for name, shape in layer.shapes().items()
    }
    inputs, others = torch.randn((2, steps, batch, 2), generator=draw, dtype=torch.float64)
    return net, layer, weights, inputs, others[:, 1:]


@settings(max_examples=1000)
@given(
    st.sampled_from(["vanilla", "lstm", "gru"]),
    st.sampled_from(["none", "layer", "layer_memory", "weight"]),
    st.integers(0, 2**31),
    st.integers(1, 9),
    st.integers(1, 6),
)
def test_without_batch_norm_nothing_does(cell, norm, seed, steps, batch):
    _, layer, weights, inputs, others = _instance(cell, norm, seed, steps, batch)
    assert batches.change_alone(layer, weights, inputs) <= 1e-9
    assert batches.change_among(layer, weights, inputs, others) <= 1e-9


@pytest.mark.parametrize("cell", ["vanilla", "lstm", "gru"])
def test_with_batch_norm_everything_does(cell):
    _, layer, weights, inputs, others = _instance(cell, "batch", 0)
    assert batches.change_alone(layer, weights, inputs) > 0.01
    assert batches.change_among(layer, weights, inputs, others) > 0.01


def test_examples_that_are_left_as_they_are_change_nothing():
    _, layer, weights, inputs, _ = _instance("lstm", "batch", 1)
    assert batches.change_among(layer, weights, inputs, inputs[:, 1:]) == 0


def test_the_states_are_the_engine_s():
    net, layer, weights, inputs, _ = _instance("gru", "batch", 2)
    stacked = {name: weight[None] for name, weight in weights.items()}
    expected = states(net, stacked, inputs[None])[0]
    torch.testing.assert_close(batches.states(layer, weights, inputs), expected)
