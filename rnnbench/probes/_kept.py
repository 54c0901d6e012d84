"""Memory that the engine's eager back end keeps, for probes."""

from torch import Tensor

from rnnbench.engine.layers import Layer, Weights
from rnnbench.engine.products import Workspace
from rnnbench.engine.scan import unroll
from rnnbench.probes.measures.keeping import kept_bytes


def kept_by_unrolling(layer: Layer, weights: Weights, inputs: Tensor) -> int:
    """Bytes that a forward pass keeps for the backward pass, weights and inputs not counted.

    Args:
        layer: what is unrolled.
        weights: stacked, each (P, ...).
        inputs: (P, T, B, D) floats, or (P, T, B) symbols.
    """
    for weight in weights.values():
        weight.requires_grad_()

    def forward() -> list[Tensor]:
        workspace = _Noting()
        states, _ = unroll(layer, layer.assembled(weights), inputs, workspace)
        return [states, *workspace.noted]

    return kept_bytes(forward, [inputs, *weights.values()])


class _Noting(Workspace):
    """A workspace that notes its buffers."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[Tensor] = []

    def buffer(self, name: object, like: Tensor, *shape: int) -> Tensor:
        self.noted.append(super().buffer(name, like, *shape))
        return self.noted[-1]
