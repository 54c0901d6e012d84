"""Layer normalisation of gates and memory."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import torch.nn.functional as F
from torch import Tensor

from rnnbench.components.norms.layer import LayerNorm


class LayerMemoryNorm(LayerNorm):
    """Layer memory norm: layer norm of the gates, and of the memory c(t) as the output sees it.

        h(t) = o * tanh(LN(c(t)))

    The memory has its own gain and bias; the stored memory is not normalised. The lectures
    normalise the gates alone (``layer``). Source: Ba, Kiros, Hinton, arXiv:1607.06450, eq. 22.
    """

    memory_weights: ClassVar[Mapping[str, float]] = MappingProxyType(
        {"memory_gain": 1.0, "memory_bias": 0.0}
    )

    def memory(self, c: Tensor, weights: dict[str, Tensor]) -> Tensor:
        normal = F.layer_norm(c, c.shape[-1:], eps=self.EPSILON)
        return normal * weights["memory_gain"] + weights["memory_bias"]
