"""Time of an update of a GRU and of an LSTM."""

import math
from collections.abc import Callable, Iterator

import torch
from pydantic import PositiveInt

from rnnbench.probes import Probe, Reading
from rnnbench.probes._training import timed_update
from rnnbench.probes.measures.timing import in_turns
from rnnbench.seeding import generator

CELLS = ("lstm", "gru")
LIBRARY = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
PRECISIONS = {"torch.nn": torch.float32, "torch.nn, unfused": torch.float64}


class GRUTime(Probe):
    """Time of an LSTM update relative to a GRU update with as many units.

    Measured in the engine's eager back end and with PyTorch's own layers, both in single precision.
    On a CPU, PyTorch runs its LSTM in a fused kernel (oneDNN's) and its GRU without one. In double
    precision it fuses neither, which is the third arm. PyTorch's GRU resets after the product. The
    nets take turns; a seed is one such run.
    """

    quantities = {"log_ratio": "log ratio of update times, LSTM to GRU"}
    components = {
        "cells": CELLS,
        "norms": ("none",),
        "inits": ("default",),
        "clips": ("norm",),
        "tasks": ("adding",),
    }
    alone = True

    hidden: PositiveInt = 128
    steps: PositiveInt = 30
    batch: PositiveInt = 32
    rounds: PositiveInt = 3

    def measure(self, seed: int) -> Iterator[Reading]:
        """One run, in which all nets take turns."""
        sizes = self.hidden, self.steps, self.batch
        work = {("engine", cell): timed_update(cell, "none", *sizes, seed) for cell in CELLS}
        for arm, precision in PRECISIONS.items():
            for cell in CELLS:
                work[arm, cell] = self._library(cell, precision, seed)
        seconds = in_turns(work, self.rounds)
        for arm in ("engine", *PRECISIONS):
            yield Reading("log_ratio", arm, math.log(seconds[arm, "lstm"] / seconds[arm, "gru"]))

    def _library(self, cell: str, precision: torch.dtype, seed: int) -> Callable[[], object]:
        draw = generator("probe", "gru_time", seed)
        inputs = torch.rand(self.steps, self.batch, 2, generator=draw).to(precision)
        with torch.random.fork_rng(devices=[]):  # PyTorch's layers draw from the global generator
            torch.manual_seed(seed)
            layer = LIBRARY[cell](2, self.hidden, dtype=precision)
            readout = torch.nn.Linear(self.hidden, 1, dtype=precision)
        optimiser = torch.optim.Adam([*layer.parameters(), *readout.parameters()])

        def update() -> None:
            optimiser.zero_grad()
            readout(layer(inputs)[0][-1]).square().mean().backward()
            optimiser.step()

        return update
