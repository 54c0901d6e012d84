"""Clipping by norm."""

from torch import Tensor

from rnnbench.components.clips import Clip


class NormClip(Clip):
    """Norm clipping: scale a longer gradient down to the threshold, keeping its direction.

    Source: Pascanu, Mikolov, Bengio, ICML 2013, arXiv:1211.5063, algorithm 1.
    """

    def __call__(self, gradient: Tensor, norm: Tensor, threshold: Tensor) -> Tensor:
        return gradient * (threshold / norm.maximum(threshold)).unsqueeze(1)

    def acts(self, gradient: Tensor, norm: Tensor, threshold: Tensor) -> Tensor:
        return norm > threshold
