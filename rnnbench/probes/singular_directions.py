"""Gains of gradients along the singular directions of the recurrent matrix."""

from collections.abc import Iterator

import numpy as np
import torch
from pydantic import PositiveInt
from torch import Tensor

from rnnbench.engine.layers import Layer, Weights
from rnnbench.probes import Probe, Reading
from rnnbench.probes._fresh import layer_of, stacked, start
from rnnbench.probes.measures.signals import log_norms, signals
from rnnbench.probes.measures.singular import misses
from rnnbench.seeding import generator

LONG = 5
"""Number of steps of the longer way back."""


class SingularDirections(Probe):
    """Back-propagation along the singular directions of U.

    Nets have normal recurrent weights of standard deviation 1/√H, with singular values on both
    sides of 1, and the default init's other weights; they read a standard normal sequence. ``off``
    is measured on linear nets with a random gradient. It compares the gradient's component along
    each direction after one step back with the singular value times the component before, and takes
    the largest error. A gain is that of a gradient which starts along one direction. The
    least-squares slope of the log gain against the log singular value, over all directions of one
    net, measures how closely the gain follows.
    """

    quantities = {
        "off": "largest |component after − σ · component before| over all directions",
        "slope": "slope of the log gain over one step against log σ",
        "slope_later": f"slope of the log gain per step over {LONG} steps against log σ",
    }
    axes = {"off": "instance"}
    components = {"cells": ("linear_rnn", "vanilla"), "norms": ("none",), "inits": ("default",)}

    hidden: PositiveInt = 16
    steps: PositiveInt = 20
    instances: PositiveInt = 50

    def measure(self, seed: int) -> Iterator[Reading]:
        """The identity on linear nets, then the slopes of one net of each kind."""
        draw = generator("probe", "singular_directions", seed)
        inputs = torch.randn(1, self.steps, 1, 8, generator=draw, dtype=torch.float64)
        shape = (self.instances, self.hidden, self.hidden)
        recurrent = torch.randn(shape, generator=draw, dtype=torch.float64) / self.hidden**0.5
        last = torch.randn(self.instances, 1, self.hidden, generator=draw, dtype=torch.float64)
        linear, tanh = (layer_of(cell, 8, self.hidden) for cell in ("linear_rnn", "vanilla"))
        others = start(linear, seed)
        weights = stacked([{**others, "U": own} for own in recurrent])
        found = signals(linear, weights, inputs.expand(self.instances, -1, -1, -1), last)[1]
        for number, value in enumerate(misses(recurrent, last, found).tolist()):
            yield Reading("off", "linear", value, number)
        one = {name: weight[:1] for name, weight in weights.items()}
        for arm, layer in (("linear", linear), ("tanh", tanh)):
            one_step, more = self._slopes(layer, one, inputs)
            yield Reading("slope", arm, one_step)
            yield Reading("slope_later", arm, more)

    def _slopes(self, layer: Layer, weights: Weights, inputs: Tensor) -> list[float]:
        """Slopes of one net, over one step and over several."""
        _, values, directions = torch.linalg.svd(weights["U"])
        shown = inputs.expand(-1, -1, self.hidden, -1)  # one example per direction
        logs = log_norms(signals(layer, weights, shown, directions))[:, 0]
        gains = torch.stack([logs[1], logs[LONG] / LONG], dim=1)  # the directions start at length 1
        found: list[float] = np.polyfit(values[0].log().numpy(), gains.numpy(), 1)[0].tolist()
        return found
