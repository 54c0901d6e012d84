"""What every cell has to fulfil, whatever the norm."""

from collections.abc import Callable

import torch
from torch import Tensor

from rnnbench.engine.network import Network
from rnnbench.seeding import generator
from rnnbench.testing.nets import forward, members, network

P, T, B = 3, 5, 2


def gradients_are_those_of_finite_differences(cell: str, norm: str = "none") -> None:
    """What the engine returns is differentiated by all weights and inputs, in float64."""
    net = network(cell, norm, inputs=2, hidden=3)
    weights = members(net, 2)
    inputs = _inputs(net)[:2, :3].requires_grad_()

    def outputs(inputs: Tensor, *values: Tensor) -> Tensor:
        return forward(net, dict(zip(weights, values, strict=True)), inputs)

    values = [weight.requires_grad_() for weight in weights.values()]
    assert torch.autograd.gradcheck(outputs, (inputs, *values))


def examples_of_a_batch_mix_under_batch_norm_alone(cell: str, norm: str = "none") -> None:
    """Under any other norm an example's answers do not depend on the batch that it is in."""
    net = network(cell, norm)
    weights, inputs = members(net, P), _inputs(net)
    whole = forward(net, weights, inputs)
    torch.testing.assert_close(forward(net, weights, inputs.flip(2)), whole.flip(2))
    alone = forward(net, weights, inputs[:, :, :1])
    assert torch.allclose(alone, whole[:, :, :1]) != net.norm.uses_batch


def the_past_does_not_see_the_future(cell: str, norm: str = "none") -> None:
    """The answers to the beginning of a sequence are the same whatever follows."""
    net = network(cell, norm)
    weights, inputs = members(net, P), _inputs(net)
    whole = forward(net, weights, inputs)
    torch.testing.assert_close(forward(net, weights, inputs[:, :3]), whole[:, :3])


def _inputs(net: Network) -> Tensor:
    draw = generator("inputs")
    return torch.randn(P, T, B, net.inputs, generator=draw, dtype=torch.float64)


CELL_CHECKS: tuple[Callable[[str], None], ...] = (
    gradients_are_those_of_finite_differences,
    examples_of_a_batch_mix_under_batch_norm_alone,
    the_past_does_not_see_the_future,
)
"""Each takes the name of a cell, and if need be that of a norm."""
