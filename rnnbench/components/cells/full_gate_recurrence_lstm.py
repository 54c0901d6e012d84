"""LSTM whose gates also see all gates of the step before."""

from collections.abc import Mapping

import torch
from torch import Tensor, sigmoid, tanh

from rnnbench.components.cells import Cell, PreActivation, RetainingGate, State
from rnnbench.components.cells._peepholes import peephole


class FullGateRecurrenceLSTM(Cell):
    """LSTM whose gates also see all gates of the step before.

        i = σ(a_i + R_ii i(t-1) + R_fi f(t-1) + R_oi o(t-1)), and so f and o    g = tanh(a_g)
        c(t) = f * c(t-1) + i * g
        h(t) = o * tanh(c(t))

    The nine further matrices R are part of U.

    Source: Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: a search space odyssey",
    IEEE TNNLS 28 (2017), section III.C, variant FGR. The reference is ``lstm`` here, as in
    the lectures; the paper's is ``peephole_lstm``, and its variant has peepholes too.
    """

    gates = (("i", "f", "g", "o"),)
    states = ("h", "c", "i", "f", "o")
    sources = ("h", "i", "f", "o")
    absent = frozenset({("i", "g"), ("f", "g"), ("o", "g")})
    retaining_gate = RetainingGate("f", sign=+1)
    writing_gate = "i"

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        h, c, *last = state
        i, f, g, o = pre(torch.cat([h, *last], dim=-1), "i", "f", "g", "o")
        i, f = sigmoid(peephole(i, "i", c, vectors)), sigmoid(peephole(f, "f", c, vectors))
        c = f * c + i * tanh(g)
        o = sigmoid(peephole(o, "o", c, vectors))
        return o * tanh(pre.memory(c)), c, i, f, o
