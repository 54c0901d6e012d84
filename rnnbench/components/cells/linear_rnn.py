"""The vanilla recurrent net without a nonlinearity."""

from collections.abc import Mapping

from torch import Tensor

from rnnbench.components.cells import Cell, PreActivation, State


class LinearRNN(Cell):
    """Linear RNN: h(t) = W x(t) + U h(t-1) + b.

    Source: Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in
    deep linear neural networks", ICLR 2014, arXiv:1312.6120, for why the linear case is worth
    looking at; the lectures' h(t) = W h(t-1) + C x(t).
    """

    gates = (("h",),)

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        (a,) = pre(h, "h")
        return (a,)
