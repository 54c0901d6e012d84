"""A recurrent net that hears of its past only through its output."""

from collections.abc import Mapping

from torch import Tensor, tanh

from rnnbench.components.cells import Cell, PreActivation, State


class OutputRecurrence(Cell):
    """Output recurrence: what is fed back is the output, not the hidden state.

        y(t-1) = V h(t-1)
        h(t) = tanh(W x(t) + U y(t-1) + b)

    with the readout's own matrix V; its bias is left out of y, since b can make up for it. U is
    (O, H), so a small output is a narrow door to the past.

    Source: Jordan, "Serial order" (1986); in this form Goodfellow, Bengio, Courville, *Deep
    Learning* (2016), section 10.2 and figure 10.4.
    """

    gates = (("h",),)
    feeds_output = True

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        (a,) = pre(h, "h")
        return (tanh(a),)

    def recurrent(self, weights: Mapping[str, Tensor]) -> Tensor:
        return weights["V"] @ weights["U"]
