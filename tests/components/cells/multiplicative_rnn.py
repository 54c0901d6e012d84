"""A recurrent net whose input chooses its recurrent matrix."""

from collections.abc import Mapping

from torch import Tensor, tanh

from rnnbench.api import Cell, PreActivation, State


class MultiplicativeRNN(Cell):
    """Multiplicative RNN: the recurrent matrix U diag(W_m x(t) + b_m) R depends on the input.

        m = (W_m x(t) + b_m) * R h(t-1)
        h(t) = tanh(W_h x(t) + U m + b_h)

    Source: Sutskever, Martens, Hinton, "Generating text with recurrent neural networks", ICML
    2011, section 3, with a bias b_m.
    """

    gates = (("h",),)
    input_gates = ("m",)
    matrices = ("R",)

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        (m,) = pre.input("m")
        (a,) = pre(m * pre.product("R", h), "h")
        return (tanh(a),)
