"""Memory kept for the backward pass by the engine's eager back end, for probes."""

from torch import Tensor

from rnnbench.engine.layers import Layer, Weights
from rnnbench.engine.products import Workspace
from rnnbench.engine.scan import unroll
from rnnbench.probes.measures.keeping import kept_bytes


def kept_by_unrolling(layer: Layer, weights: Weights, inputs: Tensor) -> int:
    """Bytes that a forward pass keeps for the backward pass, without weights and inputs.

    Args:
        layer: the layer to unroll.
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
    """A workspace that records its buffers."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[Tensor] = []

    def buffer(self, name: object, like: Tensor, *shape: int) -> Tensor:
        self.noted.append(super().buffer(name, like, *shape))
        return self.noted[-1]
