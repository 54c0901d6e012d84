"""Layer normalisation, of the memory too."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import torch.nn.functional as F
from torch import Tensor

from rnnbench.components.norms.layer import LayerNorm


class LayerMemoryNorm(LayerNorm):
    """Layer norm of the gates, and of the memory c(t) where the output looks at it.

        h(t) = o * tanh(LN(c(t)))

    with a gain and a bias of its own; the memory that is kept stays as it is. The lectures
    normalise the gates alone (``layer``). Source: Ba, Kiros, Hinton, arXiv:1607.06450, eq. 22.
    """

    memory_weights: ClassVar[Mapping[str, float]] = MappingProxyType(
        {"memory_gain": 1.0, "memory_bias": 0.0}
    )

    def memory(self, c: Tensor, weights: dict[str, Tensor]) -> Tensor:
        normal = F.layer_norm(c, c.shape[-1:], eps=self.EPSILON)
        return normal * weights["memory_gain"] + weights["memory_bias"]
