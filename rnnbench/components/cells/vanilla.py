"""The vanilla (Elman) recurrent net with tanh."""

from collections.abc import Mapping

from torch import Tensor, tanh

from rnnbench.components.cells import Cell, PreActivation, State


class Vanilla(Cell):
    """Vanilla tanh RNN: h(t) = tanh(W x(t) + U h(t-1) + b).

    Source: Elman, "Finding structure in time", Cognitive Science 14 (1990); in this form
    Goodfellow, Bengio, Courville, *Deep Learning* (2016), eqs. 10.8 and 10.9.
    """

    gates = (("h",),)

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        (a,) = pre(h, "h")
        return (tanh(a),)
