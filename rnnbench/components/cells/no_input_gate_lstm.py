"""LSTM without an input gate."""

from collections.abc import Mapping

from torch import Tensor, sigmoid, tanh

from rnnbench.components.cells import Cell, PreActivation, RetainingGate, State
from rnnbench.components.cells._peepholes import peephole


class NoInputGateLSTM(Cell):
    """LSTM without an input gate.

        f = σ(a_f)    g = tanh(a_g)    o = σ(a_o)
        c(t) = f * c(t-1) + g
        h(t) = o * tanh(c(t))

    Source: Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: a search space odyssey",
    IEEE TNNLS 28 (2017), section III.C, variant NIG. The reference is ``lstm`` here, as in
    the lectures; the paper's is ``peephole_lstm``, and its variant has peepholes too.
    """

    gates = (("f", "g", "o"),)
    states = ("h", "c")
    retaining_gate = RetainingGate("f", sign=+1)

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        h, c = state
        f, g, o = pre(h, "f", "g", "o")
        c = sigmoid(peephole(f, "f", c, vectors)) * c + tanh(g)
        h = sigmoid(peephole(o, "o", c, vectors)) * tanh(pre.memory(c))
        return h, c
