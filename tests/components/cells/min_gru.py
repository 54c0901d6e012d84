"""A gated recurrent unit without recurrent matrix."""

from collections.abc import Mapping

from torch import Tensor, sigmoid

from rnnbench.api import Cell, PreActivation, RetainingGate, State


class MinGRU(Cell):
    """Minimal GRU: its gates see the input alone.

        z = σ(W_z x(t) + b_z)    n = W_n x(t) + b_n
        h(t) = (1 - z) * h(t-1) + z * n

    Source: Feng, Tung, Ahmed, Bengio, Hajimirsadegh, "Were RNNs all we needed?",
    arXiv:2410.01201 (2024), section 3.1.
    """

    gates = ()
    input_gates = ("z", "n")
    retaining_gate = RetainingGate("z", sign=-1)

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        z, n = pre.input("z", "n")
        z = sigmoid(z)
        return ((1 - z) * h + z * n,)
