"""Gradients of nets whose steps take what is fed back as given."""

from typing import get_args

import pytest
import torch
from reference import forward, members, network

from rnnbench.probes.measures.decoupling import Feedback, all_at_once, one_after_the_other

T, B = 6, 3
CELLS = {"hidden": "vanilla", "own output": "output_recurrence"}


def _net(feedback):
    net = network(CELLS.get(feedback, "output_recurrence"), inputs=2, outputs=2)
    return net, {name: w[0] for name, w in members(net, 1).items()}, torch.randn(2, T, B, 2)


@pytest.mark.parametrize("feedback", CELLS)
def test_through_all_steps_they_are_those_of_the_engine(feedback, float64):
    net, weights, (inputs, targets) = _net(feedback)
    own = {name: w[None].requires_grad_() for name, w in weights.items()}
    error = (forward(net, own, inputs[None])[0] - targets).square().sum()
    expected = torch.cat([g.flatten() for g in torch.autograd.grad(error, list(own.values()))])
    torch.testing.assert_close(one_after_the_other(weights, inputs, targets, feedback), expected)


@pytest.mark.parametrize("feedback", get_args(Feedback))
def test_steps_that_are_fed_the_true_output_know_nothing_of_one_another(feedback, float64):
    _, weights, (inputs, targets) = _net(feedback)
    through = one_after_the_other(weights, inputs, targets, feedback)
    alone = all_at_once(weights, inputs, targets, feedback)
    assert torch.allclose(through, alone) == (feedback == "true output")


@pytest.mark.parametrize("feedback", get_args(Feedback))
def test_at_the_first_step_nothing_is_fed_back(feedback, float64):
    _, weights, (inputs, targets) = _net(feedback)
    first = inputs[:1], targets[:1], feedback
    torch.testing.assert_close(one_after_the_other(weights, *first), all_at_once(weights, *first))
