"""The gated recurrent unit that resets after the product."""

from collections.abc import Mapping

from torch import Tensor, sigmoid, tanh

from rnnbench.components.cells import Cell, PreActivation, RetainingGate, State


class GRUResetAfter(Cell):
    """GRU, reset after the product (as in cuDNN and torch.nn.GRU; the lectures reset before it).

        r = σ(W_r x(t) + U_r h(t-1) + b_r)
        u = σ(W_u x(t) + U_u h(t-1) + b_u)
        n = tanh(W_n x(t) + b_n + r * (U_m h(t-1) + b_m))
        h(t) = (1 - u) * h(t-1) + u * n

    The two halves of n are gates of their own here, n and m; a norm treats them apart. cuDNN's
    update gate is 1 - u.

    Source: Cho et al., EMNLP 2014, arXiv:1406.1078v3, eqs. 5 to 8, as the cuDNN library has them.
    """

    gates = (("r", "u", "n", "m"),)
    absent = frozenset({("h", "n"), ("x", "m")})
    retaining_gate = RetainingGate("u", sign=-1)

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        r, u, n, m = pre(h, "r", "u", "n", "m")
        u = sigmoid(u)
        return ((1 - u) * h + u * tanh(n + sigmoid(r) * m),)
