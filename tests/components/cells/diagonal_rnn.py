"""A linear recurrence with a diagonal matrix."""

from collections.abc import Mapping

import torch
from torch import Generator, Tensor, exp, sqrt

from rnnbench.api import Cell, PreActivation, State

SLOWEST = 0.99


def ring(hidden: int, generator: Generator) -> Tensor:
    """ν of eigenvalues λ whose squares are uniform on [0, 0.99²]."""
    squares = torch.rand(hidden, generator=generator).clamp(min=1e-4) * SLOWEST**2
    return torch.log(-torch.log(squares) / 2)


class DiagonalRNN(Cell):
    """Diagonal linear RNN: one eigenvalue in (0, 1) for each unit.

        λ = exp(-exp(ν))
        h(t) = λ * h(t-1) + √(1 - λ²) * (W x(t) + b)

    Source: Orvieto, Smith, Gu, Fernando, Gulcehre, Pascanu, De, "Resurrecting recurrent neural
    networks for long sequences", ICML 2023, arXiv:2303.06349, sections 3.2 to 3.4, with real
    eigenvalues.
    """

    gates = ()
    input_gates = ("u",)
    vectors = ("nu",)
    weight_starts = {"nu": ring}

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        (u,) = pre.input("u")
        eigenvalue = exp(-exp(vectors["nu"]))
        return (eigenvalue * h + sqrt(1 - eigenvalue**2) * u,)
