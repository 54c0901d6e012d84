"""The gated recurrent unit without a reset gate."""

from collections.abc import Mapping

from torch import Tensor, sigmoid, tanh

from rnnbench.components.cells import Cell, PreActivation, RetainingGate, State


class GRUWithoutResetGate(Cell):
    """GRU without a reset gate: r = 1.

        u = σ(W_u x(t) + U_u h(t-1) + b_u)
        n = tanh(W_n x(t) + U_n h(t-1) + b_n)
        h(t) = (1 - u) * h(t-1) + u * n

    Source: the lectures' simplified GRU; Ravanelli, Brakel, Omologo, Bengio, "Light gated
    recurrent units for speech recognition", IEEE TETCI 2 (2018), arXiv:1803.10225, section III,
    with tanh instead of relu.
    """

    gates = (("u", "n"),)
    retaining_gate = RetainingGate("u", sign=-1)

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        u, n = pre(h, "u", "n")
        u = sigmoid(u)
        return ((1 - u) * h + u * tanh(n),)
