"""The vanilla recurrent net with rectified linear units."""

from collections.abc import Mapping

from torch import Tensor, relu

from rnnbench.components.cells import Cell, PreActivation, State


class ReluRNN(Cell):
    """Vanilla RNN with relu: h(t) = max(0, W x(t) + U h(t-1) + b).

    Source: Le, Jaitly, Hinton, "A simple way to initialize recurrent networks of rectified
    linear units", arXiv:1504.00941 (2015), section 2; the identity start is an init, not part of
    the cell.
    """

    gates = (("h",),)

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        (a,) = pre(h, "h")
        return (relu(a),)
