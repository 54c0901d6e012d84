"""Time per sequence by its length, on one core and on all cores."""

import math
import os
from collections.abc import Callable, Iterator

import torch
from pydantic import PositiveInt
from torch import Tensor

from rnnbench.engine.products import Workspace
from rnnbench.engine.scan import unroll
from rnnbench.probes import Probe, Reading
from rnnbench.probes._fresh import layer_of, stacked, start
from rnnbench.probes.measures.timing import in_turns
from rnnbench.seeding import generator

CELLS = ("vanilla", "lstm", "gru")


class SequenceTime(Probe):
    """Time of a forward pass of one sequence, in a recurrent layer and in a parallel map.

    The map has the layer's matrix products, including those with the state, but applies them to the
    inputs of all steps and to no state, so its steps do not wait for each other. Single precision,
    one sequence at a time, in the engine's eager back end; each on one thread, and on as many
    threads as the process has cores. All take turns; a seed is one such run.
    """

    quantities = {
        "log_time": "log time of a sequence on all cores (log s)",
        "log_speedup": "log ratio of times of the longest sequence, one core to all cores",
        "log_ratio": "log ratio of times of the longest sequence on all cores, layer to map",
    }
    axes = {"log_time": "log length (log steps)"}
    components = {"cells": CELLS, "norms": ("none",), "inits": ("default",)}
    alone = True

    hidden: PositiveInt = 128
    shortest: PositiveInt = 32
    doublings: PositiveInt = 3
    rounds: PositiveInt = 5

    def measure(self, seed: int) -> Iterator[Reading]:
        """One run, in which all variants take turns."""
        lengths = [self.shortest * 2**k for k in range(self.doublings + 1)]
        before = torch.get_num_threads()
        work = {
            (cell, kind, length, threads): _on(threads, make(cell, length, seed))
            for cell in CELLS
            for kind, make in (("layer", self._layer), ("map", self._map))
            for length in lengths
            for threads in ("one", "all")
        }
        try:
            seconds = in_turns(work, self.rounds)
        finally:
            torch.set_num_threads(before)
        longest = lengths[-1]
        for cell in CELLS:
            for kind, arm in (("layer", cell), ("map", f"map like {cell}")):
                for length in lengths:
                    time = seconds[cell, kind, length, "all"]
                    yield Reading("log_time", arm, math.log(time), math.log(length))
                one, all_ = (seconds[cell, kind, longest, threads] for threads in ("one", "all"))
                yield Reading("log_speedup", arm, math.log(one / all_))
            times = [seconds[cell, kind, longest, "all"] for kind in ("layer", "map")]
            yield Reading("log_ratio", cell, math.log(times[0] / times[1]))

    def _layer(self, cell: str, length: int, seed: int) -> Callable[[], object]:
        layer = layer_of(cell, self.hidden, self.hidden)
        weights = {n: w.float() for n, w in stacked([start(layer, seed)]).items()}
        assembled, workspace = layer.assembled(weights), Workspace()
        inputs = self._inputs(length, seed)
        return torch.no_grad()(lambda: unroll(layer, assembled, inputs, workspace))

    def _map(self, cell: str, length: int, seed: int) -> Callable[[], object]:
        layer = layer_of(cell, self.hidden, self.hidden)
        weights = start(layer, seed)
        matrix = torch.cat([weights["W"], weights["U"]], dim=1).float()  # (H, 2·G·H)
        inputs = self._inputs(length, seed).flatten(0, 2)
        return lambda: (inputs @ matrix).tanh_()

    def _inputs(self, length: int, seed: int) -> Tensor:
        """(1, T, 1, H)."""
        draw = generator("probe", "sequence_time", seed)
        return torch.randn(1, length, 1, self.hidden, generator=draw)


def cores() -> int:
    """Number of cores available to this process."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _on(threads: str, work: Callable[[], object]) -> Callable[[], object]:
    """Run work on one thread, or on one thread per core."""
    count = 1 if threads == "one" else cores()

    def done() -> object:
        torch.set_num_threads(count)
        return work()

    return done
