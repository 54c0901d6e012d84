"""Automatic differentiation of single steps, against the engine's own backward pass."""

import pytest
import torch
from reference import forward, network
from toys import REGISTRY

from rnnbench.probes.measures.autograd import gradients
from rnnbench.seeding import generator

CELLS = [name for name in REGISTRY.names("cells") if not REGISTRY.load("cells", name).feeds_output]


@pytest.mark.parametrize("cell", CELLS)
def test_the_engine_gives_the_same(cell):
    net, draw = network(cell, inputs=2, hidden=3, outputs=3), generator("autograd", cell)

    def normal(*shape):
        return torch.randn(shape, generator=draw, dtype=torch.float64)

    layer = net.levels()[0][""]
    weights = {name: normal(1, *shape) for name, shape in layer.shapes().items()}
    weights = {n: w.requires_grad_() for n, w in weights.items()}
    x, arriving = normal(4, 2, 2).requires_grad_(), normal(4, 2, 3)
    found, into_inputs = gradients(layer, {n: w[0] for n, w in weights.items()}, x, arriving)
    readout = {"V": torch.eye(3).to(x)[None], "a": x.new_zeros(1, 3)}
    answers = forward(net, {**weights, **readout}, x[None])
    expected = torch.autograd.grad((answers[0] * arriving).sum(), [*weights.values(), x])
    for name, gradient in zip(weights, expected, strict=False):
        torch.testing.assert_close(found[name], gradient[0], rtol=1e-9, atol=1e-11)
    torch.testing.assert_close(into_inputs, expected[-1], rtol=1e-9, atol=1e-11)
