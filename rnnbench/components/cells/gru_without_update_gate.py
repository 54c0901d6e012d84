"""The gated recurrent unit without an update gate."""

from collections.abc import Mapping

from torch import Tensor, sigmoid, tanh

from rnnbench.components.cells import Cell, PreActivation, State


class GRUWithoutUpdateGate(Cell):
    """GRU without an update gate: u = 1, so that every step writes the whole state anew.

        r = σ(W_r x(t) + U_r h(t-1) + b_r)
        h(t) = tanh(W_n x(t) + U_n (r * h(t-1)) + b_n)

    Source: the lectures ask which gate of the GRU can go; equations of Chung et al.,
    arXiv:1412.3555, eqs. 5 to 8.
    """

    gates = (("r",), ("n",))

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        (r,) = pre(h, "r")
        (n,) = pre(sigmoid(r) * h, "n")
        return (tanh(n),)
