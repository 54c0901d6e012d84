"""LSTM without an output gate."""

from collections.abc import Mapping

from torch import Tensor, sigmoid, tanh

from rnnbench.components.cells import Cell, PreActivation, RetainingGate, State
from rnnbench.components.cells._peepholes import peephole


class NoOutputGateLSTM(Cell):
    """LSTM without an output gate.

        i = σ(a_i)    f = σ(a_f)    g = tanh(a_g)
        c(t) = f * c(t-1) + i * g
        h(t) = tanh(c(t))

    Source: Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: a search space odyssey",
    IEEE TNNLS 28 (2017), section III.C, variant NOG. The reference is ``lstm`` here, as in
    the lectures; the paper's is ``peephole_lstm``, and its variant has peepholes too.
    """

    gates = (("i", "f", "g"),)
    states = ("h", "c")
    retaining_gate = RetainingGate("f", sign=+1)
    writing_gate = "i"

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        h, c = state
        i, f, g = pre(h, "i", "f", "g")
        i, f = sigmoid(peephole(i, "i", c, vectors)), sigmoid(peephole(f, "f", c, vectors))
        c = f * c + i * tanh(g)
        return tanh(pre.memory(c)), c
