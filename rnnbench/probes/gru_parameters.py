"""Number of parameters of a GRU layer relative to an LSTM layer of the same size."""

from collections.abc import Iterator

import torch
from pydantic import PositiveInt

from rnnbench.probes import Probe, Reading
from rnnbench.probes._fresh import layer_of
from rnnbench.seeding import generator

LARGEST = 1000


class GRUParameters(Probe):
    """Deviation of the ratio of parameters from three gates to four.

    Layers have 1 to 1000 inputs and units, in this engine and in PyTorch.
    """

    quantities = {"off": "|parameters of GRU / LSTM − 3/4|"}
    axes = {"off": "instance"}
    components = {"cells": ("lstm", "gru"), "norms": ("none",)}

    instances: PositiveInt = 50

    def measure(self, seed: int) -> Iterator[Reading]:
        """Random sizes, shared by both arms."""
        draw = generator("probe", "gru_parameters", seed)
        sizes = torch.randint(1, LARGEST + 1, (self.instances, 2), generator=draw).tolist()
        for number, (inputs, hidden) in enumerate(sizes):
            lstm, gru = (layer_of(cell, inputs, hidden).parameters() for cell in ("lstm", "gru"))
            yield Reading("off", "engine", abs(gru / lstm - 3 / 4), number)
            lstm, gru = (_of_torch(kind, inputs, hidden) for kind in (torch.nn.LSTM, torch.nn.GRU))
            yield Reading("off", "torch.nn", abs(gru / lstm - 3 / 4), number)


def _of_torch(kind: type[torch.nn.LSTM] | type[torch.nn.GRU], inputs: int, hidden: int) -> int:
    layer = kind(inputs, hidden, device="meta")  # shapes without numbers
    return sum(weight.numel() for weight in layer.parameters())
