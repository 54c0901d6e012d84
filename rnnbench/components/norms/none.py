"""No normalisation."""

from torch import Tensor

from rnnbench.components.norms import Norm


class NoNorm(Norm):
    """No normalisation."""

    identity = True

    def __call__(self, a: Tensor, weights: dict[str, Tensor]) -> Tensor:
        return a
