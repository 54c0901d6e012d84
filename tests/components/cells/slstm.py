"""An LSTM with exponential gates."""

from collections.abc import Mapping

from torch import Tensor, exp, maximum, sigmoid, tanh

from rnnbench.api import Cell, PreActivation, RetainingGate, State


class SLSTM(Cell):
    """sLSTM: exponential gates, a normaliser n and a stabiliser m.

    With a = W x(t) + U h(t-1) + b for each gate:

        m(t) = max(a_f + m(t-1), a_i)
        i = exp(a_i - m(t))    f = exp(a_f + m(t-1) - m(t))    z = tanh(a_z)    o = σ(a_o)
        c(t) = f * c(t-1) + i * z
        n(t) = f * n(t-1) + i
        h(t) = o * c(t) / n(t)

    from n(0) = 1 and c(0) = m(0) = 0. A norm of the memory acts on c(t) / n(t).

    Source: Beck, Pöppel, Spanring, Auer, Prudnikova, Kopp, Klambauer, Brandstetter, Hochreiter,
    "xLSTM: extended long short-term memory", NeurIPS 2024, arXiv:2405.04517, section 2.2, with
    one head.
    """

    gates = (("i", "f", "z", "o"),)
    states = ("h", "c", "n", "m")
    state_starts = {"n": 1.0}
    retaining_gate = RetainingGate("f", sign=+1)
    writing_gate = "i"

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        h, c, n, old = state
        i, f, z, o = pre(h, "i", "f", "z", "o")
        m = maximum(f + old, i)
        i, f = exp(i - m), exp(f + old - m)
        c = f * c + i * tanh(z)
        n = f * n + i
        return sigmoid(o) * pre.memory(c / n), c, n, m
