"""Vanishing and explosion of an LSTM's gradient, over a range of recurrent weights."""

from collections.abc import Iterator

import torch
from pydantic import PositiveInt
from torch import Tensor

from rnnbench.engine.layers import Layer, Weights
from rnnbench.probes import Probe, Reading
from rnnbench.probes._fresh import SATURATED, fading, layer_of, start, with_bias
from rnnbench.seeding import generator

SCALES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
INITS = ("default", "forget_bias_one", "chrono")


class LSTMGradients(Probe):
    """Change of the gradient norm with respect to an LSTM's whole state, over all steps.

    The gradient is that of a random direction of the last state. Recurrent weights are those of an
    init times a scale; ``always_open`` is ``default`` with forget gates fixed at 1, as in the first
    LSTM. Inputs are standard normal and shared by all nets of one seed. Each change is the mean
    over the examples. The smallest change over all scales measures how far the gradient vanishes;
    the largest, how far it explodes.
    """

    quantities = {
        "change": "change of log ‖∂L/∂s‖ over all steps (nats)",
        "least": "smallest change of log ‖∂L/∂s‖ over all scales (nats)",
        "greatest": "largest change of log ‖∂L/∂s‖ over all scales (nats)",
        "both_ways": "smaller of the decay and the growth of ‖∂L/∂s‖ over all scales (nats)",
    }
    axes = {"change": "scale of the recurrent weights"}
    components = {"cells": ("lstm",), "norms": ("none",), "inits": INITS}

    hidden: PositiveInt = 32
    steps: PositiveInt = 100
    batch: PositiveInt = 4

    def measure(self, seed: int) -> Iterator[Reading]:
        """Every init at every scale."""
        layer = layer_of("lstm", 8, self.hidden)
        starts = {name: start(layer, seed, init=name, steps=self.steps) for name in INITS}
        starts["always_open"] = with_bias(layer, starts["default"], "f", SATURATED)
        nets = [{**w, "U": scale * w["U"]} for w in starts.values() for scale in SCALES]
        changes = self._changes(layer, nets, seed).view(len(starts), -1)
        for arm, own in zip(starts, changes.tolist(), strict=True):
            for scale, change in zip(SCALES, own, strict=True):
                yield Reading("change", arm, change, scale)
            yield Reading("least", arm, min(own))
            yield Reading("greatest", arm, max(own))
            yield Reading("both_ways", arm, min(-min(own), max(own)))

    def _changes(self, layer: Layer, nets: list[Weights], seed: int) -> Tensor:
        """Change of the log gradient norm of each net, (P,)."""
        draw = generator("probe", "lstm_gradients", seed)
        shape = (1, self.steps, self.batch, layer.inputs)
        inputs = torch.randn(shape, generator=draw, dtype=torch.float64)
        last = torch.randn(1, self.batch, 2 * self.hidden, generator=draw, dtype=torch.float64)
        logs = fading(layer, nets, inputs, last)
        return logs[-1] - logs[0]
