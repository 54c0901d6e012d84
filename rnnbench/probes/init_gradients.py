"""Gradient on its way back through nets, by initialisation."""

from collections.abc import Iterator

import torch
from pydantic import PositiveInt

from rnnbench.probes import Probe, Reading
from rnnbench.probes._fresh import fading, layer_of, start, tenths
from rnnbench.seeding import generator

CELLS = ("vanilla", "lstm", "gru")
INITS = ("small_random", "default", "orthogonal")


class InitGradients(Probe):
    """Log norm of the gradient at earlier states, for a random direction of the last output.

    Before training, on standard normal inputs, which all nets of a seed share. The state includes
    the memory cell. Each number is the mean over the examples.
    """

    quantities = {"log_norm": "log ‖∂L/∂s(T−k)‖ (nats)"}
    axes = {"log_norm": "lag k (steps)"}
    components = {"cells": CELLS, "norms": ("none",), "inits": INITS}

    hidden: PositiveInt = 32
    steps: PositiveInt = 100
    batch: PositiveInt = 4

    def measure(self, seed: int) -> Iterator[Reading]:
        """Eleven lags from none up to the whole length."""
        draw = generator("probe", "init_gradients", seed)
        inputs = torch.randn(1, self.steps, self.batch, 8, generator=draw, dtype=torch.float64)
        output = torch.randn(1, self.batch, self.hidden, generator=draw, dtype=torch.float64)
        for cell in CELLS:
            layer = layer_of(cell, inputs.shape[-1], self.hidden)
            starts = [start(layer, seed, init=init) for init in INITS]
            others = output.new_zeros(1, self.batch, self.hidden * (len(layer.cell.states) - 1))
            last = torch.cat([output, others], dim=-1)
            found = fading(layer, starts, inputs, last)
            for lag in tenths(self.steps):
                for init, value in zip(INITS, found[lag].tolist(), strict=True):
                    yield Reading("log_norm", f"{cell}, {init}", value, lag)
