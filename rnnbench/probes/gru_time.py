"""Time of an update of a GRU and of an LSTM."""

import math
from collections.abc import Callable, Iterator

import torch
from pydantic import PositiveInt

from rnnbench.measures.timing import in_turns
from rnnbench.probes import Probe, Reading
from rnnbench.probes._training import Net
from rnnbench.seeding import generator
from rnnbench.tasks.adding import Adding

CELLS = ("lstm", "gru", "gru_reset_after")


class GRUTime(Probe):
    """How much longer an update of an LSTM takes than one of a GRU with as many units.

    In single precision: in the engine's eager back end, with both GRUs, and with PyTorch's own
    layers, whose GRU resets after the product. The nets take turns; a seed is one such run.
    """

    quantities = {"log_ratio": "log of an update's time, LSTM to GRU"}
    components = {"cells": CELLS, "norms": ("none",), "inits": ("default",)}
    alone = True

    hidden: PositiveInt = 128
    steps: PositiveInt = 30
    batch: PositiveInt = 32
    rounds: PositiveInt = 3

    def measure(self, seed: int) -> Iterator[Reading]:
        """One run, in which all nets take turns."""
        work: dict[str, Callable[[], object]] = {cell: self._engine(cell, seed) for cell in CELLS}
        work |= {kind.__name__: self._torch(kind, seed) for kind in (torch.nn.LSTM, torch.nn.GRU)}
        seconds = in_turns(work, self.rounds)
        for arm, lstm, gru in (
            ("engine", "lstm", "gru"),
            ("engine, reset after", "lstm", "gru_reset_after"),
            ("torch.nn", "LSTM", "GRU"),
        ):
            yield Reading("log_ratio", arm, math.log(seconds[lstm] / seconds[gru]))

    def _engine(self, cell: str, seed: int) -> Callable[[], object]:
        task = Adding(length=self.steps)
        net = Net(cell, "none", task, self.hidden, self.batch, seed, torch.float32)
        data = net.data("timed")
        return lambda: net.population.update(data)

    def _torch(
        self, kind: type[torch.nn.LSTM] | type[torch.nn.GRU], seed: int
    ) -> Callable[[], object]:
        draw = generator("probe", "gru_time", seed)
        inputs = torch.rand(self.steps, self.batch, 2, generator=draw)
        layer, readout = kind(2, self.hidden), torch.nn.Linear(self.hidden, 1)
        optimiser = torch.optim.Adam([*layer.parameters(), *readout.parameters()])

        def update() -> None:
            optimiser.zero_grad()
            readout(layer(inputs)[0][-1]).square().mean().backward()
            optimiser.step()

        return update
