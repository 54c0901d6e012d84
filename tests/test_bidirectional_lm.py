"""The language that the probe of bidirectional language models reads, and what it reads off."""

import pytest
import torch

from rnnbench.probes._training import Net
from rnnbench.probes.bidirectional_lm import SYMBOLS, BidirectionalLM, _Chain
from rnnbench.seeding import generator

PROBE = BidirectionalLM(hidden=4, steps=5, batch=3, updates=1, texts=2000)
SOURCE = _Chain(length=5, seed=0)


def _net(backwards):
    return Net("lstm", "none", SOURCE, 3, PROBE.batch, 0, bidirectional=backwards)


def test_the_chain_is_what_its_probabilities_say():
    batch = SOURCE.sample(generator("chain"), 20_000)
    counts = torch.zeros(SYMBOLS, SYMBOLS, dtype=torch.float64)
    places = (batch.inputs.flatten(), batch.targets.flatten())
    counts.index_put_(places, torch.ones(len(places[0]), dtype=torch.float64), accumulate=True)
    probabilities = SOURCE.probabilities()
    torch.testing.assert_close(
        counts / counts.sum(1, keepdim=True), probabilities, atol=0.01, rtol=0
    )
    torch.testing.assert_close(probabilities.sum(0), probabilities.sum(1))  # no symbol is rarer
    loss = SOURCE.loss(SOURCE.solve(batch)[None], batch.targets[None]).item()
    assert loss == pytest.approx(SOURCE.solved, rel=0.01)


def test_text_of_a_net_that_knows_nothing_is_worth_what_chance_gives():
    net = _net(backwards=True)
    for weight in net.population.weights().values():
        weight.zero_()
    by_chance = -SOURCE.probabilities().log().mean().item()
    assert PROBE._own_loss(net, SOURCE) == pytest.approx(by_chance, rel=0.02)


@pytest.mark.parametrize("backwards", [False, True])
def test_dependence_is_the_slope_of_finite_differences(backwards):
    net, step = _net(backwards), 1e-6
    found = PROBE._dependence(net, 0)
    weights, inputs = net.population.weights(), net.data("leak").inputs
    shown = torch.nn.functional.one_hot(inputs, SYMBOLS).double()

    def answers(x):  # one example's, by a plain LSTM
        lstm = torch.nn.LSTM(SYMBOLS, 3, bidirectional=backwards, dtype=torch.float64)
        state = {}
        for prefix, end in (("", ""), ("reverse.", "_reverse"))[: 1 + backwards]:
            state[f"weight_ih_l0{end}"] = weights[f"{prefix}W"][0].T
            state[f"weight_hh_l0{end}"] = weights[f"{prefix}U"][0].T
            state[f"bias_ih_l0{end}"] = weights[f"{prefix}b"][0]
            state[f"bias_hh_l0{end}"] = torch.zeros(12)
        lstm.load_state_dict(state)
        return (lstm(x)[0] @ weights["V"][0] + weights["a"][0]).detach()

    for b in range(PROBE.batch):
        for t in range(PROBE.steps - 1):
            slopes = []
            for symbol in range(SYMBOLS):
                moved = shown[0, :, b].clone()
                moved[t + 1, symbol] += step
                slopes.append((answers(moved)[t] - answers(shown[0, :, b])[t]) / step)
            largest = torch.stack(slopes).abs().max()
            torch.testing.assert_close(found[t, b], largest, atol=1e-6, rtol=1e-4)
    assert (found > 0).all() == backwards
