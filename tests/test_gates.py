"""What gates do to an error signal, and what they cost, where theory gives the number."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbench.probes._fresh import SATURATED, layer_of, stacked, start, with_bias
from rnnbench.probes.measures.signals import log_norms, signals
from rnnbench.seeding import generator

sizes = st.integers(1, 2000)


@pytest.mark.parametrize("bias", [-3.0, -1.0, 0.0, 1.0, 4.0, SATURATED])
def test_without_recurrent_weights_the_forget_gate_alone_carries_the_memory_s_signal(bias):
    layer = layer_of("lstm", 2, 5)
    weights = stacked([with_bias(layer, start(layer, 0), "f", bias)])
    for name in "WU":
        weights[name].zero_()
    inputs = torch.randn(1, 30, 2, 2, generator=generator("inputs"), dtype=torch.float64)
    into_memory = torch.randn(1, 2, 5, generator=generator("last"), dtype=torch.float64)
    last = torch.cat([torch.zeros_like(into_memory), into_memory], dim=-1)
    logs = log_norms(signals(layer, layer.assembled(weights), inputs, last))
    expected = -torch.arange(31, dtype=torch.float64) * math.log1p(math.exp(-bias))
    torch.testing.assert_close(logs - logs[0], expected[:, None, None].expand_as(logs))


def test_a_bias_is_set_for_one_gate_alone():
    layer = layer_of("gru", 2, 3)
    before = start(layer, 0)
    changed = with_bias(layer, before, "u", 7.0)
    blocks = zip(changed["b"].chunk(3), before["b"].chunk(3), layer.cell.gate_names(), strict=True)
    for now, then, gate in blocks:
        assert torch.equal(now, torch.full_like(now, 7.0) if gate == "u" else then)
    assert all(changed[name] is before[name] for name in before if name != "b")


@settings(max_examples=1000)
@given(sizes, sizes)
def test_a_gru_has_three_quarters_of_an_lstm_s_parameters(inputs, hidden):
    lstm, gru = (layer_of(cell, inputs, hidden).parameters() for cell in ("lstm", "gru"))
    assert 4 * gru == 3 * lstm
