"""Decay or growth of gradients with the lag, by the eigenvalues of the recurrent matrix."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from pydantic import PositiveInt
from torch import Tensor

from rnnbench.components.inits import Scales
from rnnbench.components.inits.spectral import Spectral
from rnnbench.probes import Probe, Reading
from rnnbench.probes._fresh import layer_of, stacked, start
from rnnbench.probes.measures.recursions import matrix
from rnnbench.probes.measures.signals import log_norms, signals
from rnnbench.seeding import generator

CELLS = {"linear": "linear_rnn", "tanh": "vanilla"}
BELOW, ABOVE, LARGE = (0.5, 0.7, 0.9), (1.1, 1.3, 1.5), (2.0, 4.0)
RADII = (*BELOW, 1.0, *ABOVE, *LARGE)
DEPARTURES = (0.0, 1.0, 2.0, 3.0, 4.0)
"""From a normal matrix to one whose powers grow before they shrink."""
KINDS = ("normal", "non-normal", "gaussian")
NEAR = 0.9
"""The radius of the matrices with varying departure: the largest radius below 1."""


class SpectralGradients(Probe):
    """Exponential rates of ‖∂L/∂h(T−k)‖, by the spectral radius of the recurrent matrix.

    A rate is the least-squares slope of the log norm against the lag k, over the second half of the
    lags, after transients have died out. Nets are linear or tanh; matrices are symmetric
    (``normal``), far from normal (``non-normal``: departure 4), or have independent normal entries
    (``gaussian``). Inputs are standard normal; their weights and biases come from the default init,
    and all nets of a seed share them. L is a random direction of the last state.
    """

    quantities = {
        "rate": "change of log ‖∂L/∂h(T−k)‖ per step (nats)",
        "greatest_below": "largest rate over spectral radii below 1 (nats per step)",
        "least_above": "smallest rate over spectral radii from 1.1 to 1.5 (nats per step)",
        "greatest_above": "largest rate over spectral radii from 1.1 to 4 (nats per step)",
        "beyond_eigenvalue": "rate − log |λmax| at |λmax| = 0.9 (nats per step)",
        "beyond_singular": "rate − log σmax at |λmax| = 0.9 (nats per step)",
        "slope_by_singular": "slope of the rate against log σmax at |λmax| = 0.9",
        "peak": "largest log ‖∂h(T)/∂h(T−k)‖ over all lags at |λmax| = 0.9 (nats)",
    }
    axes = {"rate": "log |λmax|"}
    components = {
        "cells": tuple(CELLS.values()),
        "norms": ("none",),
        "inits": ("default", "spectral"),
    }

    hidden: PositiveInt = 16
    steps: PositiveInt = 100

    def measure(self, seed: int) -> Iterator[Reading]:
        """Every kind of net and matrix at every radius, and every departure at one of them."""
        kinds = {kind: [self._matrix(kind, r, seed) for r in RADII] for kind in KINDS}
        departing = [self._departing(departure, NEAR, seed) for departure in DEPARTURES]
        singular = [float(torch.linalg.matrix_norm(m, 2).log()) for m in departing]
        for net, cell in CELLS.items():
            for kind, matrices in kinds.items():
                arm, products = f"{net}, {kind}", self._products(cell, matrices, seed)
                rates = dict(zip(RADII, self._rates(products, seed), strict=True))
                for radius, rate in rates.items():
                    yield Reading("rate", arm, rate, math.log(radius))
                yield Reading("greatest_below", arm, max(rates[radius] for radius in BELOW))
                yield Reading("least_above", arm, min(rates[radius] for radius in ABOVE))
                yield Reading(
                    "greatest_above", arm, max(rates[radius] for radius in (*ABOVE, *LARGE))
                )
                near = RADII.index(NEAR)
                largest = math.log(torch.linalg.matrix_norm(matrices[near], 2))
                yield Reading("beyond_eigenvalue", arm, rates[NEAR] - math.log(NEAR))
                yield Reading("beyond_singular", arm, rates[NEAR] - largest)
                norms = torch.linalg.matrix_norm(products[:, near], 2)
                yield Reading("peak", arm, float(norms.max().log()))
            rates_at_one = self._rates(self._products(cell, departing, seed), seed)
            yield Reading("slope_by_singular", net, float(np.polyfit(singular, rates_at_one, 1)[0]))

    def _matrix(self, kind: str, radius: float, seed: int) -> Tensor:
        """U, (H, H): for normal and gaussian matrices equal at every radius up to the scale."""
        if kind == "gaussian":
            draw = generator("probe", "spectral_gradients", seed, "gaussian")
            return Spectral(Scales(radius=radius)).recurrent(self.hidden, draw).double()
        return self._departing(DEPARTURES[0] if kind == "normal" else DEPARTURES[-1], radius, seed)

    def _departing(self, departure: float, radius: float, seed: int) -> Tensor:
        """U, (H, H), with the same directions at every departure and radius."""
        draw = generator("probe", "spectral_gradients", seed, "departing")
        return matrix(self.hidden, radius, departure, draw)

    def _products(self, cell: str, matrices: Sequence[Tensor], seed: int) -> Tensor:
        """∂h(T) / ∂h(T-k) for every lag and matrix, (T+1, P, H, H)."""
        layer, nets = layer_of(cell, self.hidden, self.hidden), len(matrices)
        draw = generator("probe", "spectral_gradients", seed, "inputs")
        x = torch.randn(1, self.steps, 1, self.hidden, generator=draw, dtype=torch.float64)
        weights = stacked([{**start(layer, seed), "U": own} for own in matrices])
        # One example per unit of the last state, all with the same inputs.
        units = torch.eye(self.hidden, dtype=torch.float64).expand(nets, -1, -1)
        return signals(layer, weights, x.expand(nets, -1, self.hidden, -1), units)

    def _rates(self, products: Tensor, seed: int) -> list[float]:
        """The rate of every matrix."""
        draw = generator("probe", "spectral_gradients", seed, "direction")
        last = torch.randn(self.hidden, generator=draw, dtype=torch.float64)
        later = log_norms(last @ products).numpy()[self.steps // 2 :]
        rates: list[float] = np.polyfit(np.arange(len(later)), later, 1)[0].tolist()
        return rates
