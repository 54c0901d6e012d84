"""Nets whose time steps have weights of their own."""

from dataclasses import replace

import pytest
import torch
from reference import forward, members, network
from toys import REGISTRY

from rnnbench.components.tasks.adding import Adding
from rnnbench.components.tasks.copying import Copying
from rnnbench.config import Training
from rnnbench.engine import sizes
from rnnbench.engine.network import Network
from rnnbench.engine.training import train
from rnnbench.probes.measures.keeping import kept_bytes
from rnnbench.seeding import generator
from rnnbench.storage.runs import Run

P, T, B = 2, 4, 3
CELLS = [c for c in REGISTRY.names("cells") if not REGISTRY.load("cells", c).feeds_output]
ARRANGEMENTS = [{"depth": 2}, {"bidirectional": True}, {"symbolic": True}]


def _inputs(net, dtype=torch.float64):
    draw = generator("unshared_steps")
    if net.symbolic:
        return torch.randint(net.inputs, (P, T, B), generator=draw)
    return torch.randn(P, T, B, net.inputs, generator=draw, dtype=dtype)


def _gradients(net, weights, inputs, readout="every"):
    weights = {name: w.detach().requires_grad_() for name, w in weights.items()}
    answers = forward(net, weights, inputs, readout)
    found = torch.autograd.grad(answers.square().sum(), list(weights.values()))
    return answers, dict(zip(weights, found, strict=True))


@pytest.mark.parametrize(
    ("cell", "arrangement"),
    [*((c, {}) for c in CELLS), *(("lstm", a) for a in ARRANGEMENTS)],
)
@pytest.mark.parametrize("norm", ["none", "layer", "weight"])
def test_with_equal_weights_at_all_steps_it_is_a_recurrent_net(cell, norm, arrangement):
    """And the gradient of a shared weight is the sum of those of each step's own."""
    tied = network(cell, norm, **arrangement)
    shared, inputs = members(tied, P), _inputs(tied)
    unshared_steps = replace(tied, unshared_steps=T)
    own = {
        name: w if name in ("V", "a") else w.unsqueeze(1).repeat(1, T, *[1] * (w.dim() - 1))
        for name, w in shared.items()
    }
    expected, summed = _gradients(tied, shared, inputs)
    found, each = _gradients(unshared_steps, own, inputs)
    torch.testing.assert_close(found, expected)
    for name, gradient in each.items():
        over_steps = gradient if name in ("V", "a") else gradient.sum(1)
        torch.testing.assert_close(over_steps, summed[name])


def test_every_step_uses_its_own_weights(float64):
    """Against PyTorch's LSTM cells, one a step, with all gradients."""
    net = network("lstm", unshared_steps=T)
    weights, inputs = members(net, 1), _inputs(net)[:1]
    answers, gradients = _gradients(net, weights, inputs)
    cells = [torch.nn.LSTMCell(net.inputs, net.hidden) for _ in range(T)]
    state, hidden = None, []
    for t, cell in enumerate(cells):
        cell.load_state_dict(
            {
                "weight_ih": weights["W"][0, t].T,
                "weight_hh": weights["U"][0, t].T,
                "bias_ih": weights["b"][0, t],
                "bias_hh": torch.zeros(4 * net.hidden),
            }
        )
        state = cell(inputs[0, t], state)
        hidden.append(state[0])
    expected = torch.stack(hidden) @ weights["V"][0] + weights["a"][0]
    torch.testing.assert_close(answers[0], expected)
    expected.square().sum().backward()
    for name, theirs in (("W", "weight_ih"), ("U", "weight_hh"), ("b", "bias_ih")):
        found = torch.stack([getattr(cell, theirs).grad.t() for cell in cells])
        torch.testing.assert_close(gradients[name][0], found)


def test_it_runs_at_its_own_length_only():
    net = network("gru", unshared_steps=T)
    weights, inputs = members(net, P), _inputs(net)
    for other in (inputs[:, :3], torch.cat([inputs, inputs], dim=1)):
        with pytest.raises(ValueError, match="for 4 steps cannot run"):
            forward(net, weights, other)


def test_what_steps_need_adds_up_and_each_starts_anew():
    task = Copying(length=3, string=2)
    tied, unshared_steps = (
        Network.of("gru", "none", task, 5, depth=2, shared_weights=shared)
        for shared in (True, False)
    )
    readout = (5 + 1) * task.outputs
    assert unshared_steps.parameters() - readout == task.steps * (tied.parameters() - readout)
    start = members(unshared_steps, 1)
    assert unshared_steps.parameters() == sum(w[0].numel() for w in start.values())
    assert {n: tuple(w[0].shape) for n, w in start.items()} == unshared_steps.shapes()
    for name in ("W", "U", "2.U"):
        assert len({step.sum().item() for step in start[name][0]}) == task.steps
    sizes_of = (32, task.steps, task.answers)
    assert unshared_steps.flops(*sizes_of) == tied.flops(*sizes_of)
    assert unshared_steps.gate_units(*sizes_of) == tied.gate_units(*sizes_of)


def test_it_trains_and_is_tested_as_was_trained():
    axes = ("s", "plain", "train", "t", 4, "gru", "default", "none", "norm", "none", 0.01)
    training = Training(
        hidden=8,
        batch=8,
        updates=60,
        evaluations=2,
        learning_rates=(0.01,),
        test_lengths=(2.0,),
        shared_weights=False,
    )
    found = train([Run(*axes, seed) for seed in range(P)], Adding(length=4), training)
    assert not found.tests
    for run in found.runs:
        assert run["recurrent_radius"] != run["recurrent_radius"]
        first, last = (p["valid_loss"] for p in found.curves if p["seed"] == run["seed"])
        assert last < first


@pytest.mark.parametrize("norm", ["none", "layer"])
@pytest.mark.parametrize("cell", ["vanilla", "full_gate_recurrence_peephole_lstm"])
def test_a_pass_keeps_no_more_than_one_of_shared_weights(cell, norm):
    """Besides copies of the weights: so what is reckoned for the eager back end is enough."""
    net = network(cell, norm, inputs=2, hidden=16, unshared_steps=T)
    weights = members(net, P, torch.float32)
    for weight in weights.values():
        weight.requires_grad_()
    inputs = torch.randn(P, T, 64, 2, generator=generator("unshared_steps"))
    kept = kept_bytes(lambda: [forward(net, weights, inputs)], [inputs, *weights.values()])
    units = sizes.FLOATS_PER_GATE_UNIT["eager"] * net.gate_units(64, T, T)
    assert kept <= sizes.BYTES * P * units
    most = [
        sizes.members_at_once(net, 64, T, T, backend, 4000, torch.device("cuda"))
        for backend in ("eager", "compiled")
    ]
    assert most[0] == most[1], "no back end but its own unrolls it"
