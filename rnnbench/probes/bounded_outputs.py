"""Size of outputs for bounded inputs."""

from collections.abc import Iterator

import torch
from pydantic import PositiveInt

from rnnbench.components.norms.none import NoNorm
from rnnbench.components.registry import BUILT_IN
from rnnbench.engine.layers import Layer
from rnnbench.probes import Probe, Reading
from rnnbench.probes.measures.boundedness import largest_output, scaled_weights
from rnnbench.seeding import generator

CELLS = ("sigmoid_rnn", "vanilla", "lstm", "gru", "relu_rnn", "linear_rnn")


class BoundedOutputs(Probe):
    """Largest output of nets with weights and inputs of random scales, 0.1 to 10."""

    quantities = {"excess": "largest |h| − 1 over all units and steps"}
    axes = {"excess": "random net"}
    components = {"cells": CELLS, "norms": ("none",)}

    inputs: PositiveInt = 4
    hidden: PositiveInt = 8
    steps: PositiveInt = 50
    instances: PositiveInt = 50

    def measure(self, seed: int) -> Iterator[Reading]:
        """All cells on the same inputs."""
        draw = generator("probe", "bounded_outputs", seed)
        scales = torch.rand(2, self.instances, generator=draw, dtype=torch.float64)
        of_weights, of_inputs = 10 ** (2 * scales - 1)
        shape = (self.instances, self.steps, 1, self.inputs)
        uniform = 2 * torch.rand(shape, generator=draw, dtype=torch.float64) - 1
        for name in CELLS:
            cell = BUILT_IN.load("cells", name)()
            layer = Layer(cell, NoNorm(), self.inputs, symbolic=False, hidden=self.hidden)
            own = generator("probe", "bounded_outputs", seed, name)
            weights = scaled_weights(layer, of_weights, own)
            largest = largest_output(layer, weights, of_inputs.view(-1, 1, 1, 1) * uniform)
            for x, value in enumerate(largest.tolist()):
                yield Reading("excess", name, value - 1, x)
