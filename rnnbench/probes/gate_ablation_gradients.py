"""Gradient on its way back through a GRU, and through GRUs that lack a gate."""

from collections.abc import Iterator

import torch
from pydantic import PositiveInt

from rnnbench.probes import Probe, Reading
from rnnbench.probes._fresh import fading, layer_of, start, tenths
from rnnbench.seeding import generator

CELLS = ("gru", "gru_without_reset_gate", "gru_without_update_gate")


class GateAblationGradients(Probe):
    """Log norm of the gradient at earlier states, for a random direction of the last one.

    At initialisation, on standard normal inputs; all cells start with the same blocks of weights
    and read the same inputs. Each number is the mean over the examples.
    """

    quantities = {"log_norm": "log ‖∂L/∂h(T−k)‖ (nats)"}
    axes = {"log_norm": "lag k (steps)"}
    components = {"cells": CELLS, "norms": ("none",), "inits": ("default",)}

    hidden: PositiveInt = 32
    steps: PositiveInt = 100
    batch: PositiveInt = 4

    def measure(self, seed: int) -> Iterator[Reading]:
        """Lag 0, and ten lags up to the whole length."""
        draw = generator("probe", "gate_ablation_gradients", seed)
        inputs = torch.randn(1, self.steps, self.batch, 8, generator=draw, dtype=torch.float64)
        last = torch.randn(1, self.batch, self.hidden, generator=draw, dtype=torch.float64)
        last = last / last.norm(dim=-1, keepdim=True)
        for cell in CELLS:
            layer = layer_of(cell, inputs.shape[-1], self.hidden)
            found = fading(layer, [start(layer, seed)], inputs, last)
            for lag in tenths(self.steps):
                yield Reading("log_norm", cell, float(found[lag]), lag)
