"""Weight normalisation."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import torch
from torch import Tensor

from rnnbench.components.norms import Norm


class WeightNorm(Norm):
    """Weight norm: the weights into each unit are a direction times a length that is learned.

        w = g v / ‖v‖

    where v holds all weights into one gate of one unit, from the inputs and from the recurrent
    vector alike, and g, its gain, starts at ‖v‖, so that the net starts as it does without the
    norm. Nothing depends on the examples.

    Source: Salimans & Kingma, NIPS 2016, arXiv:1602.07868, eq. 2.
    """

    identity = True
    weights: ClassVar[Mapping[str, float]] = MappingProxyType({"gain": 1.0})

    def start(self, weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return {"gain": _lengths(weights)}

    def reparametrised(self, weights: dict[str, Tensor]) -> dict[str, Tensor]:
        scale = (weights["gain"] / _lengths(weights)).unsqueeze(-2)
        return {**weights, "W": weights["W"] * scale, "U": weights["U"] * scale}

    def __call__(self, a: Tensor, weights: dict[str, Tensor]) -> Tensor:
        return a


def _lengths(weights: Mapping[str, Tensor]) -> Tensor:
    """Length of all weights into each unit, (..., G·H)."""
    into = torch.cat([weights["W"], weights["U"]], dim=-2)
    lengths: Tensor = torch.linalg.vector_norm(into, dim=-2)
    return lengths
