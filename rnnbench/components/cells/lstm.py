"""The long short-term memory with a forget gate and without peepholes."""

from collections.abc import Mapping

from torch import Tensor, sigmoid, tanh

from rnnbench.components.cells import Cell, PreActivation, RetainingGate, State


class LSTM(Cell):
    """LSTM with forget gate, without peepholes (as in the lectures and in cuDNN).

    With a = W x(t) + U h(t-1) + b for each gate:

        i = σ(a_i)    f = σ(a_f)    g = tanh(a_g)    o = σ(a_o)
        c(t) = f * c(t-1) + i * g
        h(t) = o * tanh(c(t))

    Source: Hochreiter & Schmidhuber, Neural Computation 9 (1997); forget gate: Gers,
    Schmidhuber, Cummins, Neural Computation 12 (2000), eqs. 3.1 to 3.5. Greff et al. (2017)
    call it "no peepholes".
    """

    gates = (("i", "f", "g", "o"),)
    states = ("h", "c")
    retaining_gate = RetainingGate("f", sign=+1)
    writing_gate = "i"

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        h, c = state
        i, f, g, o = pre(h, "i", "f", "g", "o")
        c = sigmoid(f) * c + sigmoid(i) * tanh(g)
        h = sigmoid(o) * tanh(pre.memory(c))
        return h, c
