"""The long short-term memory whose gates also see the cell state."""

from collections.abc import Mapping

from torch import Tensor, sigmoid, tanh

from rnnbench.components.cells import Cell, PreActivation, RetainingGate, State


class PeepholeLSTM(Cell):
    """LSTM with peepholes ("vanilla LSTM" of Greff et al.).

    With a = W x(t) + U h(t-1) + b for each gate, and p a weight per unit:

        i = σ(a_i + p_i * c(t-1))    f = σ(a_f + p_f * c(t-1))    g = tanh(a_g)
        c(t) = f * c(t-1) + i * g
        o = σ(a_o + p_o * c(t))
        h(t) = o * tanh(c(t))

    Under a norm, the peephole terms join after the normalised product.

    Source: Gers, Schraudolph, Schmidhuber, JMLR 3 (2002); in this form Greff et al., "LSTM: a
    search space odyssey", IEEE TNNLS 28 (2017), section II.A.
    """

    gates = (("i", "f", "g", "o"),)
    states = ("h", "c")
    vectors = ("p_i", "p_f", "p_o")
    retaining_gate = RetainingGate("f", sign=+1)
    writing_gate = "i"

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        h, c = state
        i, f, g, o = pre(h, "i", "f", "g", "o")
        p = vectors
        i, f = sigmoid(i + p["p_i"] * c), sigmoid(f + p["p_f"] * c)
        c = f * c + i * tanh(g)
        h = sigmoid(o + p["p_o"] * c) * tanh(pre.memory(c))
        return h, c
