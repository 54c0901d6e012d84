"""Weight normalisation."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import torch
from torch import Tensor
from torch.linalg import vector_norm

from rnnbench.components.norms import Norm


class WeightNorm(Norm):
    """Weight norm: the weights into each unit are a direction times a learned length.

        w = g v / ‖v‖

    v holds all weights into one gate of one unit, from the inputs and from the recurrent vector
    alike. Its gain g starts at ‖v‖, so the net starts as it does without the norm. Nothing
    depends on the examples. A cell's own vectors and matrices stay as they are.

    Source: Salimans & Kingma, NIPS 2016, arXiv:1602.07868, eq. 2.
    """

    identity = True
    weights: ClassVar[Mapping[str, float]] = MappingProxyType({"gain": 1.0})

    def start(self, weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return {"gain": _lengths(weights)}

    def reparametrised(self, weights: dict[str, Tensor]) -> dict[str, Tensor]:
        scale = (weights["gain"] / _lengths(weights)).unsqueeze(-2)
        scaled = {"W": weights["W"] * scale}
        if "U" in weights:
            scaled["U"] = weights["U"] * scale[..., : weights["U"].shape[-1]]
        return {**weights, **scaled}

    def __call__(self, a: Tensor, weights: dict[str, Tensor]) -> Tensor:
        return a


def _lengths(weights: Mapping[str, Tensor]) -> Tensor:
    """Length of all weights into each unit, (..., G·H); gates without a recurrent part are last."""
    w, u = weights["W"], weights.get("U")
    recurrent, inputs = w.tensor_split([0 if u is None else u.shape[-1]], dim=-1)
    lengths = [vector_norm(inputs, dim=-2)]
    if u is not None:
        lengths.insert(0, vector_norm(torch.cat([recurrent, u], dim=-2), dim=-2))
    return torch.cat(lengths, dim=-1)
