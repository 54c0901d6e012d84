"""Spread of batch-norm statistics over time steps."""

import math
from collections.abc import Iterator

import torch
from pydantic import PositiveInt

from rnnbench.components.tasks.adding import Adding
from rnnbench.probes import Probe, Reading
from rnnbench.probes._training import Net
from rnnbench.probes.measures.spreads import spread_over_time


class StepStatistics(Probe):
    """Spread over time of each unit's batch mean and variance, under batch norm.

    After brief training of an LSTM on the adding problem, whose inputs have the same distribution
    at every step except for the markers. The spread is relative to the standard error of such a
    statistic from one training batch: a ratio below 1 would be hidden by that error.
    """

    quantities = {
        "spread": "log ratio of the spread over time to the standard error of one batch",
        "late_spread": "log ratio of the spread over the second half of the steps to the standard "
        "error of one batch",
    }
    components = {
        "cells": ("lstm",),
        "norms": ("batch",),
        "inits": ("default",),
        "clips": ("norm",),
        "tasks": ("adding",),
    }

    hidden: PositiveInt = 16
    steps: PositiveInt = 20
    batch: PositiveInt = 32
    updates: PositiveInt = 30
    batches: PositiveInt = 16

    def measure(self, seed: int) -> Iterator[Reading]:
        """Over all steps, and over the second half."""
        net = Net("lstm", "batch", Adding(length=self.steps), self.hidden, self.batch, seed)
        net.train(0, self.updates)
        (group,) = net.network.cell.gates
        means, variances = [], []
        for number in range(self.batches):
            batch = net.data("statistics", number).mapped(lambda part: part[0])
            known = net.population.statistics([batch], "per_step")[""]
            means.append(known.means[group][0])
            variances.append(known.variances[group][0])
        for arm, each in (("means", means), ("variances", variances)):
            found = torch.stack(each)  # (K, T, N)
            late = found[:, self.steps // 2 :]
            yield Reading("spread", arm, math.log(spread_over_time(found)))
            yield Reading("late_spread", arm, math.log(spread_over_time(late)))
