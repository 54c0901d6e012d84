"""LSTM whose forget gate is one minus its input gate."""

from collections.abc import Mapping

from torch import Tensor, sigmoid, tanh

from rnnbench.components.cells import Cell, PreActivation, RetainingGate, State
from rnnbench.components.cells._peepholes import peephole


class CoupledLSTM(Cell):
    """LSTM whose forget gate is one minus its input gate.

        i = σ(a_i)    g = tanh(a_g)    o = σ(a_o)
        c(t) = (1 - i) * c(t-1) + i * g
        h(t) = o * tanh(c(t))

    The memory is kept when the input gate is *closed*.

    Source: Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: a search space odyssey",
    IEEE TNNLS 28 (2017), section III.C, variant CIFG. The reference is ``lstm`` here, as in
    the lectures; the paper's is ``peephole_lstm``, and its variant has peepholes too.
    """

    gates = (("i", "g", "o"),)
    states = ("h", "c")
    retaining_gate = RetainingGate("i", sign=-1)

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        h, c = state
        i, g, o = pre(h, "i", "g", "o")
        i = sigmoid(peephole(i, "i", c, vectors))
        c = (1 - i) * c + i * tanh(g)
        h = sigmoid(peephole(o, "o", c, vectors)) * tanh(pre.memory(c))
        return h, c
