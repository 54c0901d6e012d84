"""Gradient of an LSTM's memory cell, by how open its forget gate is."""

import math
from collections.abc import Iterator

import torch
from pydantic import PositiveInt

from rnnbench.probes import Probe, Reading
from rnnbench.probes._fresh import SATURATED, layer_of, stacked, start, with_bias
from rnnbench.probes.measures.signals import log_norms, signals
from rnnbench.seeding import generator

OPEN = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


class ForgetGateGradients(Probe):
    """Rate of change of ∂c(T)/∂c(T-k) with the lag, for forget gates set through their bias.

    The gradient is that of a random direction of the last memory; paths through the gates and the
    output count as well. All weights except the forget gate's bias have PyTorch's defaults and
    inputs are standard normal; the nets of one seed share both. Each number is the mean over the
    examples.
    """

    quantities = {
        "rate": "change of log ‖∂L/∂c(T−k)‖ per step (nats)",
        "kept": "change of log ‖∂L/∂c‖ over all steps (nats)",
    }
    axes = {"rate": "log forget gate, as set by its bias"}
    components = {"cells": ("lstm",), "norms": ("none",), "inits": ("default",)}

    hidden: PositiveInt = 32
    steps: PositiveInt = 100
    batch: PositiveInt = 4

    def measure(self, seed: int) -> Iterator[Reading]:
        """A rate for each gate value, and the total change for the saturated gate."""
        draw = generator("probe", "forget_gate_gradients", seed)
        biases = [math.log(gate / (1 - gate)) for gate in OPEN] + [SATURATED]
        shape = (1, self.steps, self.batch, 8)
        inputs = torch.randn(shape, generator=draw, dtype=torch.float64)
        direction = torch.randn(1, self.batch, self.hidden, generator=draw, dtype=torch.float64)
        last = torch.cat([torch.zeros_like(direction), direction], dim=-1)

        layer = layer_of("lstm", shape[-1], self.hidden)
        own = start(layer, seed)
        weights = stacked([with_bias(layer, own, "f", bias) for bias in biases])

        nets = len(biases)
        found = signals(
            layer,
            layer.assembled(weights),
            inputs.expand(nets, -1, -1, -1),
            last.expand(nets, -1, -1),
        )[..., self.hidden :]
        logs = log_norms(found).mean(2)
        kept = logs[-1] - logs[0]
        for gate, change in zip(OPEN, kept[:-1].tolist(), strict=True):
            yield Reading("rate", "open", change / self.steps, math.log(gate))
        yield Reading("rate", "saturated", float(kept[-1]) / self.steps, 0.0)
        yield Reading("kept", "saturated", float(kept[-1]))
