"""The vanilla recurrent net with logistic units."""

from collections.abc import Mapping

from torch import Tensor, sigmoid

from rnnbench.components.cells import Cell, PreActivation, State


class SigmoidRNN(Cell):
    """Vanilla RNN with the logistic sigmoid: h(t) = σ(W x(t) + U h(t-1) + b).

    Source: Elman, "Finding structure in time", Cognitive Science 14 (1990), which used logistic
    units.
    """

    gates = (("h",),)

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        (a,) = pre(h, "h")
        return (sigmoid(a),)
