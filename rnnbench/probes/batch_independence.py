"""Dependence of a normalised layer's outputs for an example on the rest of its batch."""

from collections.abc import Iterator

import torch
from pydantic import PositiveInt
from torch import Generator

from rnnbench.engine.layers import Layer, Weights
from rnnbench.probes import Probe, Reading
from rnnbench.probes._fresh import layer_of, start
from rnnbench.probes.measures.batches import change_alone, change_among
from rnnbench.seeding import generator

CELLS = ("vanilla", "lstm", "gru")
NORMS = ("layer", "layer_memory", "weight", "batch")
MOST_STEPS, MOST_EXAMPLES, MOST_UNITS = 12, 8, 6


class BatchIndependence(Probe):
    """Change of an example's outputs with its batch, in training mode, on random instances.

    An instance is a cell with 1 to 12 steps, 2 to 8 examples and 2 to 6 units. Inputs are standard
    normal. Weights (gains, biases, ...) start as usual, plus half a standard normal. All norms
    share an instance's cell, sizes and inputs.
    """

    quantities = {
        "alone": "largest |h − h′| of an example between a batch and alone",
        "among": "largest |h − h′| of an example between two batches",
        "mean_alone": "mean over instances of the largest |h − h′| between a batch and alone",
        "mean_among": "mean over instances of the largest |h − h′| between two batches",
    }
    axes = {"alone": "instance", "among": "instance"}
    components = {"cells": CELLS, "norms": NORMS, "inits": ("default",)}

    instances: PositiveInt = 50

    def measure(self, seed: int) -> Iterator[Reading]:
        """Every norm on every instance."""
        for norm in NORMS:
            found = [self._changes(norm, seed, number) for number in range(self.instances)]
            for quantity, values in zip(("alone", "among"), zip(*found, strict=True), strict=True):
                for number, value in enumerate(values):
                    yield Reading(quantity, norm, value, number)
                yield Reading(f"mean_{quantity}", norm, sum(values) / len(values))

    def _changes(self, norm: str, seed: int, number: int) -> tuple[float, float]:
        draw = generator("probe", "batch_independence", seed, number)
        cell = CELLS[_whole(0, len(CELLS) - 1, draw)]
        steps, inputs = _whole(1, MOST_STEPS, draw), 3
        batch, hidden = _whole(2, MOST_EXAMPLES, draw), _whole(2, MOST_UNITS, draw)
        shape = (2, steps, batch, inputs)
        shown, others = torch.randn(shape, generator=draw, dtype=torch.float64)
        layer = layer_of(cell, inputs, hidden, norm)
        weights = _disturbed(layer, start(layer, seed, number), draw)
        return (
            change_alone(layer, weights, shown),
            change_among(layer, weights, shown, others[:, 1:]),
        )


def _whole(low: int, high: int, draw: Generator) -> int:
    """An integer from low to high, both included."""
    return int(torch.randint(low, high + 1, (), generator=draw))


def _disturbed(layer: Layer, weights: Weights, draw: Generator) -> Weights:
    return {
        name: weights[name] + 0.5 * torch.randn(shape, generator=draw, dtype=torch.float64)
        for name, shape in layer.shapes().items()
    }
