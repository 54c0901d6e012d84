"""Change of the loss gradient along its own direction, under each norm."""

import math
from collections.abc import Iterator
from itertools import pairwise
from math import prod

import torch
from pydantic import PositiveInt
from torch import Tensor

from rnnbench.components.tasks import Batch
from rnnbench.components.tasks.adding import Adding
from rnnbench.engine.nets import Nets
from rnnbench.probes import Probe, Reading
from rnnbench.probes._training import Net
from rnnbench.probes.measures.smoothness import Along, along_gradient

NORMS = ("none", "batch")
RATES = (0.01, 0.1, 1.0)
PARTS = 3
"""The gradient is measured before training and after each of this many equal parts of it."""


class GradientSmoothness(Probe):
    """Change of an LSTM's gradient over a step along it, at several points of a brief training.

    All norms see the same batches of the adding problem and start from the same weights. The
    gradient is that of the next training batch, before and after the step. Each number is the mean
    over the points. Source: Santurkar, Tsipras, Ilyas, Mądry, NeurIPS 2018, arXiv:1805.11604,
    section 3.1.
    """

    quantities = {
        "roughness": "log of the largest ‖change of gradient‖ / ‖step‖",
        "relative_change": "log of ‖change of gradient‖ / ‖gradient‖",
    }
    axes = {"relative_change": "learning rate of the step"}
    components = {
        "cells": ("lstm",),
        "norms": NORMS,
        "inits": ("default",),
        "clips": ("norm",),
        "tasks": ("adding",),
    }

    hidden: PositiveInt = 16
    steps: PositiveInt = 15
    batch: PositiveInt = 32
    updates: PositiveInt = 30

    def measure(self, seed: int) -> Iterator[Reading]:
        """Every norm on its own training trajectory."""
        for norm in NORMS:
            net = Net("lstm", norm, Adding(length=self.steps), self.hidden, self.batch, seed)
            ends = [self.updates * part // PARTS for part in range(PARTS + 1)]
            found = [_along(net, net.data(0))]
            for begin, end in pairwise(ends):
                net.train(begin, end)
                found.append(_along(net, net.data(end)))
            rough = [math.log(along.effective_smoothness) for along in found]
            yield Reading("roughness", norm, sum(rough) / len(rough))
            changes = torch.stack([along.relative.log() for along in found]).mean(0)
            for rate, change in zip(RATES, changes.tolist(), strict=True):
                yield Reading("relative_change", norm, change, rate)


def _along(net: Net, batch: Batch) -> Along:
    """Gradients along the gradient direction from the net's current weights, on one batch."""
    shapes = net.network.shapes()

    def gradients(rows: Tensor) -> Tensor:
        count = len(rows)
        blocks = rows.split([prod(shape) for shape in shapes.values()], dim=1)
        weights = {
            name: block.unflatten(1, shape).requires_grad_()
            for (name, shape), block in zip(shapes.items(), blocks, strict=True)
        }
        shown = batch.mapped(lambda part: part.expand(count, *part.shape[1:]))
        nets = Nets(net.network, count, net.batch, rows, "eager")
        loss = net.task.loss(nets(weights, shown.inputs, net.task.readout), shown.targets).sum()
        found = torch.autograd.grad(loss, list(weights.values()))
        return torch.cat([gradient.flatten(1) for gradient in found], dim=1)

    point = torch.cat([weight.flatten() for weight in net.population.weights().values()])
    return along_gradient(gradients, point, torch.tensor(RATES, dtype=point.dtype))
