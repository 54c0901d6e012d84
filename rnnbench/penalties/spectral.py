"""A bound on the largest singular value."""

import torch
from torch import Tensor

from rnnbench.penalties import Penalty


class SpectralBound(Penalty):
    """Spectral: after each update, no gate's matrix stretches any state by more than a bound.

    A gate's recurrent matrix whose largest singular value is above the bound (``spectral_bound``
    in the config) is divided by the excess; others stay as they are. The largest singular value is
    found by power iteration on UᵀU, which may miss it by some percent where the second one is
    almost as large.

    Source: Yoshida & Miyato, arXiv:1705.10941, section 3, and Miyato et al., ICLR 2018,
    arXiv:1802.05957, algorithm 1, for the power iteration; as a bound, rather than a penalty, it
    is what the lectures ask for: no eigenvalue, and no gradient, can grow beyond it.
    """

    ITERATIONS = 50
    setting = "spectral_bound"

    def projected(self, recurrent: Tensor, strength: Tensor) -> Tensor:
        rows, columns = recurrent.shape[1:]
        gates = recurrent.unflatten(2, (columns // rows, rows) if columns % rows == 0 else (1, -1))
        matrices = gates.transpose(1, 2)  # (P, G, H, H)
        bound = strength[:, None, None, None]
        scaled: Tensor = matrices * (bound / torch.maximum(self._largest(matrices), bound))
        return scaled.transpose(1, 2).reshape(recurrent.shape)

    def _largest(self, matrices: Tensor) -> Tensor:
        """Largest singular values, (..., H, N) -> (..., 1, 1)."""
        vector = torch.ones_like(matrices[..., :1, :].mT)
        for _ in range(self.ITERATIONS):
            vector = matrices.mT @ (matrices @ vector)
            vector = vector / _length(vector).clamp(min=1e-30)
        return _length(matrices @ vector)


def _length(vector: Tensor) -> Tensor:
    """(..., N, 1) -> (..., 1, 1)."""
    length: Tensor = torch.linalg.vector_norm(vector, dim=-2, keepdim=True)
    return length
