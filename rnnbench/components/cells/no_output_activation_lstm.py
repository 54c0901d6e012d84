"""LSTM without an output activation function."""

from collections.abc import Mapping

from torch import Tensor, sigmoid, tanh

from rnnbench.components.cells import Cell, PreActivation, RetainingGate, State
from rnnbench.components.cells._peepholes import peephole


class NoOutputActivationLSTM(Cell):
    """LSTM without an output activation function.

        i = σ(a_i)    f = σ(a_f)    g = tanh(a_g)    o = σ(a_o)
        c(t) = f * c(t-1) + i * g
        h(t) = o * c(t)

    Source: Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: a search space odyssey",
    IEEE TNNLS 28 (2017), section III.C, variant NOAF. The reference is ``lstm`` here, as in
    the lectures; the paper's is ``peephole_lstm``, and its variant has peepholes too.
    """

    gates = (("i", "f", "g", "o"),)
    states = ("h", "c")
    retaining_gate = RetainingGate("f", sign=+1)
    writing_gate = "i"

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        h, c = state
        i, f, g, o = pre(h, "i", "f", "g", "o")
        i, f = sigmoid(peephole(i, "i", c, vectors)), sigmoid(peephole(f, "f", c, vectors))
        c = f * c + i * tanh(g)
        h = sigmoid(peephole(o, "o", c, vectors)) * pre.memory(c)
        return h, c
