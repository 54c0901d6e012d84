"""Gradients of closed-form BPTT against automatic differentiation."""

from collections.abc import Iterator

import torch
from pydantic import PositiveInt

from rnnbench.probes import Probe, Reading
from rnnbench.probes._fresh import layer_of
from rnnbench.probes.measures import autograd, bptt
from rnnbench.seeding import generator

CELLS = ("vanilla", "lstm", "peephole_lstm", "gru")
LARGEST = {"steps": 5, "batch": 3, "inputs": 3, "hidden": 4}


class BPTT(Probe):
    """Largest difference over all weights and inputs, on random nets, sequences and losses.

    Sizes are uniform from 1 to 5 steps, 3 examples, 3 inputs and 4 units. Weights, inputs and the
    derivatives of the loss with respect to all outputs are standard normal. A difference is
    relative to the larger of 1 and the result of automatic differentiation.
    """

    quantities = {"off": "largest relative difference of the gradients"}
    axes = {"off": "instance"}
    components = {"cells": CELLS, "norms": ("none",)}

    instances: PositiveInt = 25

    def measure(self, seed: int) -> Iterator[Reading]:
        """Every cell on its own instances."""
        for cell in CELLS:
            for number in range(self.instances):
                yield Reading("off", cell, _off(cell, seed, number), number)


def _off(cell: str, seed: int, number: int) -> float:
    """The largest relative difference on one instance."""
    draw = generator("probe", "bptt", cell, seed, number)

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=draw, dtype=torch.float64)

    steps, batch, inputs, hidden = (
        int(torch.randint(1, most + 1, (), generator=draw)) for most in LARGEST.values()
    )
    layer = layer_of(cell, inputs, hidden)
    weights = {name: normal(*shape) for name, shape in layer.shapes().items()}
    x, arriving = normal(steps, batch, inputs), normal(steps, batch, hidden)
    found, into_inputs = bptt.gradients(layer.cell, weights, x, arriving)
    expected, into_expected = autograd.gradients(layer, weights, x, arriving)
    pairs = [(into_inputs, into_expected), *((found[name], expected[name]) for name in expected)]
    return max(float(((a - b).abs() / b.abs().clamp(min=1)).max()) for a, b in pairs)
