"""A recurrent net whose recurrent matrix is antisymmetric, so that it is stable by design."""

from collections.abc import Mapping

import torch
from torch import Tensor, tanh

from rnnbench.components.cells import Cell, PreActivation, State


class AntisymmetricRNN(Cell):
    """AntisymmetricRNN with diffusion: a step of Euler's method on a stable differential equation.

        h(t) = h(t-1) + ε tanh(W x(t) + (A - Aᵀ - γ I) h(t-1) + b)

    with step ε = 0.1 and diffusion γ = 0.01. The eigenvalues of A - Aᵀ are imaginary, so the
    state neither explodes nor vanishes, without any gate. The trained U is A.

    Source: Chang, Chen, Haber, Chi, ICLR 2019, arXiv:1902.09689, eqs. 10 and 12; the values of ε
    and γ are of the size that its experiments use.
    """

    STEP, DIFFUSION = 0.1, 0.01
    gates = (("h",),)

    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        (h,) = state
        (a,) = pre(h, "h")
        return (h + self.STEP * tanh(a),)

    def recurrent(self, weights: Mapping[str, Tensor]) -> Tensor:
        a = weights["U"]
        return a - a.mT - self.DIFFUSION * torch.eye(a.shape[-1], device=a.device, dtype=a.dtype)
