"""Time and memory of an update with each norm."""

import math
from collections.abc import Iterator

import torch
from pydantic import PositiveInt

from rnnbench.probes import Probe, Reading
from rnnbench.probes._fresh import layer_of, stacked, start
from rnnbench.probes._kept import kept_by_unrolling
from rnnbench.probes._training import timed_update
from rnnbench.probes.measures.timing import in_turns
from rnnbench.seeding import generator

NORMS = ("none", "weight", "layer", "batch")


class NormCost(Probe):
    """Time of an LSTM update, and memory kept by its forward pass, under each norm.

    In single precision, in the engine's eager back end. The nets take turns, one run of updates per
    seed. Memory is everything that stays allocated between forward and backward pass, including the
    engine's own buffers, without weights and inputs. It is measured at random sizes, up to those of
    the timed updates, which all norms of a seed share.
    """

    quantities = {
        "log_time": "log time of an update (log s)",
        "log_memory": "log memory kept for the backward pass (log bytes)",
    }
    components = {
        "cells": ("lstm",),
        "norms": NORMS,
        "inits": ("default",),
        "clips": ("norm",),
        "tasks": ("adding",),
    }
    alone = True

    hidden: PositiveInt = 64
    steps: PositiveInt = 30
    batch: PositiveInt = 32
    rounds: PositiveInt = 3

    def measure(self, seed: int) -> Iterator[Reading]:
        """Times of one run, and memory at one size."""
        sizes = self.hidden, self.steps, self.batch
        work = {norm: timed_update("lstm", norm, *sizes, seed) for norm in NORMS}
        for norm, seconds in in_turns(work, self.rounds).items():
            yield Reading("log_time", norm, math.log(seconds))
        for norm in NORMS:
            yield Reading("log_memory", norm, math.log(self._memory(norm, seed)))

    def _memory(self, norm: str, seed: int) -> int:
        """Bytes kept by one forward pass."""
        draw = generator("probe", "norm_cost", seed)
        hidden, steps, batch = (
            int(torch.randint((most + 1) // 2, most + 1, (), generator=draw))
            for most in (self.hidden, self.steps, self.batch)
        )
        layer = layer_of("lstm", 2, hidden, norm)
        weights = {n: w.float() for n, w in stacked([start(layer, seed)]).items()}
        inputs = torch.rand(1, steps, batch, 2, generator=draw)
        return kept_by_unrolling(layer, weights, inputs)
