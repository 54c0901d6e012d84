"""The minimal gated unit: a gated recurrent unit with one gate."""

from collections.abc import Mapping

from torch import Tensor, sigmoid, tanh

from rnnbench.components.cells import Cell, PreActivation, RetainingGate, State


class MinimalGRU(Cell):
    """Minimal gated unit: one gate both resets and updates.

        f = σ(W_f x(t) + U_f h(t-1) + b_f)
        n = tanh(W_n x(t) + U_n (f * h(t-1)) + b_n)
        h(t) = (1 - f) * h(t-1) + f * n

    Source: Zhou, Wu, Zhang, Zhou, "Minimal gated unit for recurrent neural networks", IJAC 13
    (2016), arXiv:1603.09420, eqs. 6. Its "forget" gate keeps the state when it is *closed*.
    """

    gates = (("f",), ("n",))
    retaining_gate = RetainingGate("f", sign=-1)

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        (f,) = pre(h, "f")
        f = sigmoid(f)
        (n,) = pre(f * h, "n")
        return ((1 - f) * h + f * tanh(n),)
