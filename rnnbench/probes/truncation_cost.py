"""Cost of an update, by the chunk length of truncated back-propagation."""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import torch
from pydantic import Field, PositiveInt

from rnnbench.components.tasks import Batch
from rnnbench.components.tasks.bracket_matching import SYMBOLS, BracketMatching
from rnnbench.engine.network import Network
from rnnbench.probes import Probe, Reading
from rnnbench.probes._fresh import layer_of, stacked, start
from rnnbench.probes._kept import kept_by_unrolling
from rnnbench.probes._training import Net
from rnnbench.probes.measures.timing import in_turns
from rnnbench.seeding import generator

PARTS = (8, 4, 2)
"""Numbers of chunks per sequence."""


class TruncationCost(Probe):
    """Time, memory and operations of an LSTM update, by the length of a chunk.

    Three ways to learn from a sequence: one update on the ``whole``; one update after each
    ``chunk``, of which one is measured; one update on the whole sequence with gradients cut at the
    start of each chunk (``whole in chunks``), which keeps only one chunk in memory. In single
    precision, in the engine's eager back end. Updates take turns. Memory is everything that stays
    allocated between forward and backward pass, without weights and inputs. Memory and operations
    (of matrix products) are measured at random sizes, up to those of the timed updates, which all
    arms share.
    """

    quantities = {
        "log_time": "log time of an update (log s)",
        "log_memory": "log memory kept for the backward pass (log bytes)",
        "log_operations": "log floating-point operations of an update",
    }
    axes = dict.fromkeys(quantities, "chunk length (steps)")
    components = {
        "cells": ("lstm",),
        "norms": ("none",),
        "inits": ("default",),
        "clips": ("norm",),
        "tasks": ("bracket_matching",),
    }
    alone = True

    hidden: PositiveInt = 64
    steps: int = Field(default=96, ge=16, multiple_of=8)
    batch: PositiveInt = 32
    rounds: PositiveInt = 3

    def measure(self, seed: int) -> Iterator[Reading]:
        """Times of one run, and memory and operations at one size."""
        chunks = [self.steps // parts for parts in PARTS]
        yield from self._times(seed, chunks)
        draw = generator("probe", "truncation_cost", seed)
        hidden, batch = (
            int(torch.randint((most + 1) // 2, most + 1, (), generator=draw))
            for most in (self.hidden, self.batch)
        )
        task = BracketMatching(length=self.steps)
        network = Network.of("lstm", "none", task, hidden)
        layer = layer_of("lstm", len(SYMBOLS), hidden, "none")
        weights = {n: w.float() for n, w in stacked([start(layer, seed)]).items()}

        def cost(steps: int) -> dict[str, float]:
            inputs = torch.rand(1, steps, batch, len(SYMBOLS), generator=draw)
            return {
                "log_memory": math.log(kept_by_unrolling(layer, weights, inputs)),
                "log_operations": math.log(network.flops(batch, steps, steps)),
            }

        whole = cost(self.steps)
        for chunk in chunks:
            part = cost(chunk)
            for quantity in whole:
                yield Reading(quantity, "whole", whole[quantity], chunk)
                yield Reading(quantity, "chunk", part[quantity], chunk)

    def _times(self, seed: int, chunks: list[int]) -> Iterator[Reading]:
        def net(truncate: int = 0) -> Net:
            task = BracketMatching(length=self.steps)
            sizes = self.hidden, self.batch
            return Net("lstm", "none", task, *sizes, seed, torch.float32, truncate=truncate)

        batch = net().data("timed")
        work = {("whole", 0): partial(net().population.update, batch)}
        for chunk in chunks:
            part = _first_steps(batch, chunk)
            work["chunk", chunk] = partial(net().population.update, part)
            work["whole in chunks", chunk] = partial(net(chunk).population.update, batch)
        seconds = in_turns(work, self.rounds)
        for chunk in chunks:
            for arm, place in (("whole", 0), ("chunk", chunk), ("whole in chunks", chunk)):
                yield Reading("log_time", arm, math.log(seconds[arm, place]), chunk)


def _first_steps(batch: Batch, steps: int) -> Batch:
    """The first steps of a batch with an answer at every step, continuing from a hidden state."""
    inputs, targets = batch.inputs[:, :steps], batch.targets[:, :steps]
    return replace(batch, inputs=inputs, targets=targets, fresh=False)
