"""Products of a net's Jacobians against their bound."""

from collections.abc import Iterator
from functools import partial

import torch
from pydantic import PositiveInt

from rnnbench.probes import Probe, Reading
from rnnbench.probes._fresh import layer_of, stacked
from rnnbench.probes.measures.jacobians import backward_products, bound, step_jacobians
from rnnbench.seeding import generator

SLOPES = {"vanilla": 1.0, "sigmoid_rnn": 0.25, "relu_rnn": 1.0}
"""Cells, and the largest derivative γ of their activation."""
SCALES = (0.1, 3.0)
"""Smallest and largest standard deviation of an instance's weights, times √H for recurrent weights;
log-uniform in between."""


class JacobianBound(Probe):
    """‖∂h(t) / ∂h(t−k)‖ against (σmax(U) · γ)^k, for nets with normal weights of random scale.

    An instance is one net on one standard normal sequence; the cells share both. ``excess`` is the
    largest relative excess of the norm over the bound for any k, and 0 if the bound holds;
    ``slack`` is the mean over the instances.
    """

    quantities = {
        "excess": "relative excess of ‖∂h(t)/∂h(t−k)‖ over its bound",
        "slack": "log ratio of the bound on ‖∂h(t)/∂h(t−k)‖ to the norm (nats)",
    }
    axes = {"excess": "instance", "slack": "lag k (steps)"}
    components = {"cells": tuple(SLOPES), "norms": ("none",)}

    hidden: PositiveInt = 8
    steps: PositiveInt = 10
    instances: PositiveInt = 50

    def measure(self, seed: int) -> Iterator[Reading]:
        """All cells on the same instances."""
        draw = generator("probe", "jacobian_bound", seed)
        sequences = (self.instances, self.steps, 1, 2)
        inputs = torch.randn(sequences, generator=draw, dtype=torch.float64)
        shapes = layer_of("vanilla", 2, self.hidden).shapes()
        low, high = torch.tensor(SCALES, dtype=torch.float64).log()
        nets = []
        for share in torch.rand(self.instances, generator=draw, dtype=torch.float64):
            scale = (low + (high - low) * share).exp()
            normal = {
                name: torch.randn(shape, generator=draw, dtype=torch.float64)
                for name, shape in shapes.items()
            }
            own = {name: scale * weight for name, weight in normal.items()}
            nets.append({**own, "U": own["U"] / self.hidden**0.5})
        weights = stacked(nets)
        for cell, slope in SLOPES.items():
            layer = layer_of(cell, 2, self.hidden)
            jacobians = torch.vmap(partial(step_jacobians, layer))(weights, inputs)
            products = torch.vmap(backward_products)(jacobians)[:, :, 0]
            norms = torch.linalg.matrix_norm(products, 2)  # (instances, lags)
            limits = torch.stack([bound(own, slope, self.steps) for own in weights["U"]])
            excess = (norms / limits - 1).clamp(min=0).amax(1)
            for number, value in enumerate(excess.tolist()):
                yield Reading("excess", cell, value, number)
            if cell != "relu_rnn":  # its gradient may be 0, infinitely far below the bound
                slack = (limits / norms).log().mean(0)
                for lag, value in enumerate(slack.tolist()):
                    yield Reading("slack", cell, value, lag)
