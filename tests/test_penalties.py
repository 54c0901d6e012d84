"""Penalties by their definitions, and in training."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import forward, members, network
from toys import REGISTRY

from rnnbench.components.clips.none import NoClip
from rnnbench.components.penalties.l1 import L1
from rnnbench.components.penalties.l2 import L2
from rnnbench.components.penalties.none import NoPenalty
from rnnbench.components.penalties.spectral import SpectralBound
from rnnbench.components.registry import BUILT_IN
from rnnbench.components.tasks import Batch
from rnnbench.components.tasks.adding import Adding
from rnnbench.engine.nets import Nets
from rnnbench.engine.omega import omega_gradients
from rnnbench.engine.population import Member, Population
from rnnbench.seeding import generator

COSTS = {L1: lambda u: u.abs().sum((1, 2)), L2: lambda u: u.square().sum((1, 2))}

RECURRENT = [c for c in REGISTRY.names("cells") if not L2.unsuited(REGISTRY.load("cells", c))]


@pytest.mark.parametrize("penalty", COSTS)
def test_a_gradient_is_the_cost_s_derivative(penalty, float64):
    recurrent, strength = torch.randn(3, 4, 8, requires_grad=True), torch.tensor([0.0, 0.1, 2.0])
    (expected,) = torch.autograd.grad((strength * COSTS[penalty](recurrent)).sum(), recurrent)
    torch.testing.assert_close(penalty().gradient(recurrent.detach(), strength), expected)


@settings(max_examples=30)
@given(st.integers(0, 1000), st.floats(0.1, 3.0))
def test_the_spectral_bound_holds_and_leaves_alone_what_is_within(seed, bound):
    start = torch.randn(2, 6, 18, dtype=torch.float64, generator=generator(seed))
    found = SpectralBound().projected(start, torch.full((2,), bound, dtype=torch.float64))
    for before, after in zip(start.split(6, dim=2), found.split(6, dim=2), strict=True):
        large = torch.linalg.matrix_norm(before, 2)
        assert (torch.linalg.matrix_norm(after, 2) <= bound * 1.002).all()
        within = large <= bound
        torch.testing.assert_close(after[within], before[within])
        scale = (after / before).flatten(1)
        torch.testing.assert_close(scale, scale[:, :1].expand_as(scale))


def test_omega_s_gradient_is_that_of_its_definition(float64):
    """For the vanilla net, where a step's Jacobian is diag(1 - h²) U."""
    net = network("vanilla", inputs=2, hidden=4, outputs=1)
    weights = {name: 2 * w for name, w in members(net, 2).items()}
    inputs, targets = torch.randn(2, 5, 3, 2), torch.randn(2, 3, 1)
    nets = Nets(net, 2, 3, weights["U"], "eager")

    def loss(answers):
        return (answers[:, 0] - targets).square().flatten(1).sum(1)

    own = {name: w.clone().requires_grad_() for name, w in weights.items()}
    found = omega_gradients(nets, own, inputs, "last", loss)
    h, states = torch.zeros(2, 3, 4), []
    for t in range(5):
        h = torch.tanh(inputs[:, t] @ weights["W"] + h @ weights["U"] + weights["b"].unsqueeze(1))
        states.append(h.requires_grad_())
    answers = (h @ weights["V"] + weights["a"].unsqueeze(1))[:, None]
    signals = torch.autograd.grad(loss(answers).sum(), states)
    u = weights["U"].clone().requires_grad_()
    total = 0.0
    for h, signal in zip(states, signals, strict=True):
        back = (signal * (1 - h.detach() ** 2)) @ u.mT
        ratio = back.norm(dim=-1) / signal.norm(dim=-1)
        total = total + (ratio - 1).square().mean(1).sum()
    (expected,) = torch.autograd.grad(total, u)
    torch.testing.assert_close(found["U"], expected)


@pytest.mark.parametrize(
    "arrangement",
    [{}, {"depth": 2, "bidirectional": True}, {"depth": 3, "connections": "highway"}],
)
@pytest.mark.parametrize("norm", BUILT_IN.names("norms"))
@pytest.mark.parametrize("cell", ["lstm", "gru", "full_gate_recurrence_lstm"])
def test_omega_runs_the_nets_as_the_engine_does(cell, norm, arrangement):
    net = network(cell, norm, **arrangement)
    weights, inputs = members(net, 2), torch.randn(2, 4, 3, 3, dtype=torch.float64)
    expected = forward(net, weights, inputs)
    nets = Nets(net, 2, 3, weights["U"], "eager")
    seen = []

    def loss(answers):
        seen.append(answers)
        return answers.square().flatten(1).sum(1)

    own = {name: w.clone().requires_grad_() for name, w in weights.items()}
    gradients = omega_gradients(nets, own, inputs, "every", loss)
    torch.testing.assert_close(seen[0], expected)
    assert all(gradient.isfinite().all() for gradient in gradients.values())
    assert set(gradients) == {name for name in weights if name.endswith("U")}


@pytest.mark.parametrize("cell", RECURRENT)
@pytest.mark.parametrize("penalty", BUILT_IN.names("penalties"))
def test_members_keep_their_own_penalty(cell, penalty):
    """What one member's penalty does is no other's business, and it does something."""
    task = Adding(length=4)
    net = network(cell, inputs=2, hidden=5, outputs=1, depth=1)
    own = BUILT_IN.load("penalties", penalty)()
    start = {name: 2 * weight for name, weight in members(net, 2).items()}
    batches = [task.sample(generator(k), 3) for k in range(4)]

    def trained(penalties):
        people = [
            Member({n: w[i] for n, w in start.items()}, 0, NoClip(), 1.0, 0.01, penalty, 0.5)
            for i, penalty in enumerate(penalties)
        ]
        population = Population(net, task, people, "sgd", 3)
        for batch in batches:
            population.update(Batch.stacked([batch]).mapped(torch.Tensor.double))
        return torch.cat([population.weights()[n] for n in net.recurrent_weights()], dim=-1)

    plain, mixed = trained([NoPenalty(), NoPenalty()]), trained([NoPenalty(), own])
    assert torch.equal(mixed[0], plain[0])
    assert torch.equal(mixed[1], plain[1]) == own.identity
    if penalty in ("l1", "l2", "spectral"):
        assert mixed[1].norm() < plain[1].norm()
