"""The gated recurrent unit that resets the state before the product."""

from collections.abc import Mapping

from torch import Tensor, sigmoid, tanh

from rnnbench.components.cells import Cell, PreActivation, RetainingGate, State


class GRU(Cell):
    """GRU, reset before the product (as in the lectures; cuDNN resets after it).

        r = σ(W_r x(t) + U_r h(t-1) + b_r)
        u = σ(W_u x(t) + U_u h(t-1) + b_u)
        n = tanh(W_n x(t) + U_n (r * h(t-1)) + b_n)
        h(t) = (1 - u) * h(t-1) + u * n

    Source: Cho et al., EMNLP 2014, arXiv:1406.1078v1; gate convention (u = 1 writes) of Chung
    et al., arXiv:1412.3555, eqs. 5 to 8, and of the lectures. So the update gate keeps the old
    state when it is *closed*: the equivalent of an open forget gate is a negative bias.
    """

    gates = (("r", "u"), ("n",))
    retaining_gate = RetainingGate("u", sign=-1)

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        r, u = pre(h, "r", "u")
        (n,) = pre(sigmoid(r) * h, "n")
        u = sigmoid(u)
        return ((1 - u) * h + u * tanh(n),)
