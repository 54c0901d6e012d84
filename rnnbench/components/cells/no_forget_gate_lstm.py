"""LSTM without a forget gate: its memory only ever adds up."""

from collections.abc import Mapping

from torch import Tensor, sigmoid, tanh

from rnnbench.components.cells import Cell, PreActivation, State
from rnnbench.components.cells._peepholes import peephole


class NoForgetGateLSTM(Cell):
    """LSTM without a forget gate: its memory only ever adds up.

        i = σ(a_i)    g = tanh(a_g)    o = σ(a_o)
        c(t) = c(t-1) + i * g
        h(t) = o * tanh(c(t))

    Source: Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: a search space odyssey",
    IEEE TNNLS 28 (2017), section III.C, variant NFG. The reference is ``lstm`` here, as in
    the lectures; the paper's is ``peephole_lstm``, and its variant has peepholes too.
    """

    gates = (("i", "g", "o"),)
    states = ("h", "c")

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        h, c = state
        i, g, o = pre(h, "i", "g", "o")
        c = c + sigmoid(peephole(i, "i", c, vectors)) * tanh(g)
        h = sigmoid(peephole(o, "o", c, vectors)) * tanh(pre.memory(c))
        return h, c
