"""Gradient of a net's answer against distance in time, before and after brief training."""

from collections.abc import Iterator

import torch
from pydantic import NonNegativeInt, PositiveInt
from torch import Tensor

from rnnbench.components.tasks.adding import Adding
from rnnbench.engine.network import of_layer
from rnnbench.probes import Probe, Reading
from rnnbench.probes._training import Net
from rnnbench.probes.measures.signals import log_norms, signals

CELLS = ("vanilla", "lstm", "gru")


class DistanceGradients(Probe):
    """Log norm of the gradient of the last answer with respect to earlier states.

    Nets learn the adding problem; all cells see the same batches and are measured on one further
    batch. The state includes the memory cell. Each number is the mean over the examples.
    """

    quantities = {"log_norm": "log ‖∂y(T)/∂s(T−k)‖ (nats)"}
    axes = {"log_norm": "distance k (steps)"}
    components = {
        "cells": CELLS,
        "norms": ("none",),
        "inits": ("default",),
        "clips": ("norm",),
        "tasks": ("adding",),
    }

    seeds: PositiveInt = 10
    hidden: PositiveInt = 16
    steps: PositiveInt = 20
    batch: PositiveInt = 16
    updates: NonNegativeInt = 100

    def measure(self, seed: int) -> Iterator[Reading]:
        """Every cell, before and after training."""
        task = Adding(length=self.steps)
        for cell in CELLS:
            net = Net(cell, "none", task, self.hidden, self.batch, seed)
            for when, updates in (("before", 0), ("after", self.updates)):
                net.train(0, updates)
                for distance, value in enumerate(_log_norms(net).tolist()):
                    yield Reading("log_norm", f"{cell}, {when} training", value, distance)


def _log_norms(net: Net) -> Tensor:
    """Log norms for every distance except that of the initial state, (T,)."""
    weights, layer = net.population.weights(), net.network.layers()[""]
    own = layer.assembled(of_layer(weights, "", layer))
    outputs = weights["V"].mT.expand(-1, net.batch, -1)  # (P, B, H), ∂y/∂h(T)
    rest = outputs.new_zeros(*outputs.shape[:2], outputs.shape[2] * (len(layer.cell.states) - 1))
    last = torch.cat([outputs, rest], dim=-1)
    return log_norms(signals(layer, own, net.data("measured").inputs, last)).mean((1, 2))[:-1]
