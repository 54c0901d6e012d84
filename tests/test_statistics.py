"""Evaluation under batch norm: statistics of training data, by each policy."""

import pytest
import torch
from reference import forward, members, network, states

from rnnbench.components.tasks import Batch
from rnnbench.engine import scan
from rnnbench.engine.batch_statistics import Statistics
from rnnbench.engine.nets import Nets
from rnnbench.engine.products import Workspace

P, T, B = 2, 5, 6


def _nets(net, weights, batch=B):
    return Nets(net, P, batch, weights["U"], "eager")


def _inputs(steps=T, batch=B, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(P, steps, batch, 3, generator=generator, dtype=torch.float64)


def _batch(**given):
    return Batch(_inputs(**given), torch.empty(0))


@pytest.mark.parametrize(
    "arrangement",
    [
        {},
        {"depth": 2, "bidirectional": True},
        {"depth": 3, "connections": "dense"},
        {"dropout": "zoneout", "dropout_rate": 0.4},
    ],
)
@pytest.mark.parametrize("cell", ["vanilla", "gru"])
def test_with_the_batchs_own_statistics_evaluation_is_training(cell, arrangement):
    net = network(cell, "batch", **arrangement)
    weights, inputs = members(net, P), _inputs()
    nets = _nets(net, weights)
    known = nets.statistics(weights, [_batch()], "per_step")
    evaluated = nets(weights, inputs, "every", known)
    torch.testing.assert_close(evaluated, forward(net, weights, inputs))


@pytest.mark.parametrize("policy", ["per_step", "shared", "last_step"])
def test_in_evaluation_examples_do_not_mix(policy):
    net = network("lstm", "batch")
    weights, inputs = members(net, P), _inputs()
    nets = _nets(net, weights)
    known = nets.statistics(weights, [_batch(seed=1), _batch(seed=2)], policy)
    whole, alone = nets(weights, inputs, "every", known), _nets(net, weights, 1)
    torch.testing.assert_close(alone(weights, inputs[:, :, :1], "every", known), whole[:, :, :1])


def test_batches_count_as_one():
    net = network("vanilla", "batch", hidden=4)
    weights = members(net, P)
    weights["U"] = torch.zeros_like(weights["U"])  # so that examples do not mix in the sums
    batches = [_inputs(seed=seed) for seed in range(3)]
    (layer,) = net.layers().values()
    sums = torch.cat(batches, dim=2) @ weights["W"].unsqueeze(1)
    for policy in ("per_step", "shared"):
        moments = [
            scan.watched(layer, layer.assembled(weights), x, Workspace())[1] for x in batches
        ]
        known = Statistics.of(moments, policy)
        for t in range(T):
            mean, variance = known.at(("h",), t)
            place = slice(None) if policy == "shared" else slice(t, t + 1)
            torch.testing.assert_close(mean[:, :, 0], sums[:, place].mean((1, 2))[:, None])
            expected = sums[:, place].var((1, 2), correction=0)[:, None]
            torch.testing.assert_close(variance[:, :, 0], expected)


def test_policies_differ_after_the_training_length():
    net = network("vanilla", "batch")
    weights = members(net, P)
    nets = _nets(net, weights)
    known = {
        policy: nets.statistics(weights, [_batch()], policy)[""]
        for policy in ("per_step", "shared", "last_step")
    }
    for policy, statistics in known.items():
        last, after = statistics.at(("h",), T - 1), statistics.at(("h",), T + 3)
        if policy == "per_step":
            assert torch.equal(after[0], torch.zeros_like(last[0]))
            assert torch.equal(after[1], torch.ones_like(last[1]))
        else:
            assert all(torch.equal(*pair) for pair in zip(last, after, strict=True))
    first = known["per_step"].at(("h",), 0)[0]
    assert torch.equal(first, known["last_step"].at(("h",), 0)[0])
    assert not torch.equal(first, known["shared"].at(("h",), 0)[0])


def test_training_mode_is_what_the_statistics_are_of():
    """The sums of a batch-normalised net depend on the norm, so they are seen with it on."""
    net = network("vanilla", "batch")
    weights, inputs = members(net, P), _inputs()
    (layer,) = net.layers().values()
    (found, _), _ = scan.watched(layer, layer.assembled(weights), inputs, Workspace())
    torch.testing.assert_close(found, states(net, weights, inputs))
