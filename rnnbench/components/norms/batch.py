"""Batch normalisation."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import torch
from torch import Tensor

from rnnbench.components.norms import Norm


class BatchNorm(Norm):
    """Batch norm: each unit's sum to mean 0 and variance 1 over the examples of the batch.

    Training uses the statistics of the batch at each time step. Evaluation uses statistics of
    training data, by one of three policies (``batch_statistics`` in the config). The gain is shared
    over time and starts at 0.1, so that tanh and sigmoid start in their steep part. The sum
    W x + U h is normalised, as in the lectures; Cooijmans et al. normalise the two products apart,
    and the cell state too.

    A unit with the same sum for the whole batch (variance below 1e-8) passes on neither a value nor
    a gradient. Its normalised value is 0 anyway. Its gradients cancel over the batch, but only
    after a factor of up to gain / √ε at every step: a constant input column would make the
    gradient explode.

    Source: Ioffe & Szegedy, ICML 2015, arXiv:1502.03167, algorithm 1; in recurrent nets Cooijmans,
    Ballas, Laurent, Gülçehre, Courville, ICLR 2017, arXiv:1603.09025, section 3.
    """

    EPSILON = 1e-5
    CONSTANT = 1e-8
    uses_batch = True
    weights: ClassVar[Mapping[str, float]] = MappingProxyType({"gain": 0.1})

    def __call__(self, a: Tensor, weights: dict[str, Tensor]) -> Tensor:
        variance, mean = torch.var_mean(a, dim=1, correction=0, keepdim=True)
        return self.normalised(a, mean, variance, weights)

    def normalised(
        self, a: Tensor, mean: Tensor, variance: Tensor, weights: dict[str, Tensor]
    ) -> Tensor:
        scale = torch.where(variance < self.CONSTANT, 0.0, torch.rsqrt(variance + self.EPSILON))
        return (a - mean) * scale * weights["gain"]
