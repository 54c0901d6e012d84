"""Clipping by value."""

from torch import Tensor

from rnnbench.components.clips import Clip


class ValueClip(Clip):
    """Value clipping: cut each element of the gradient to ± the threshold.

    Source: Mikolov, PhD thesis, Brno (2012), section 3.2.2; Graves, arXiv:1308.0850, section 2.1.
    """

    setting = "clip_value"

    def __call__(self, gradient: Tensor, norm: Tensor, threshold: Tensor) -> Tensor:
        bound = threshold.unsqueeze(1)
        return gradient.clamp(-bound, bound)

    def acts(self, gradient: Tensor, norm: Tensor, threshold: Tensor) -> Tensor:
        return (gradient.abs() > threshold.unsqueeze(1)).any(dim=1)
