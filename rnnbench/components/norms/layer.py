"""Layer normalisation."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import torch.nn.functional as F
from torch import Tensor

from rnnbench.components.norms import Norm


class LayerNorm(Norm):
    """Layer norm: each gate's vector to mean 0 and variance 1 over its H units, times a gain.

    The gain is shared over time, like the bias, and starts at 1. The sum W x + U h is normalised,
    once per gate, as in the lectures. Ba, Kiros, Hinton (arXiv:1607.06450, eq. 4) do so for the
    vanilla net, but normalise the two products of the LSTM apart (eqs. 20 to 22).
    """

    EPSILON = 1e-5
    weights: ClassVar[Mapping[str, float]] = MappingProxyType({"gain": 1.0})

    def __call__(self, a: Tensor, weights: dict[str, Tensor]) -> Tensor:
        return F.layer_norm(a, a.shape[-1:], eps=self.EPSILON) * weights["gain"]
