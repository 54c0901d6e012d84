"""A bound on the largest singular value of recurrent matrices."""

import torch
from torch import Tensor

from rnnbench.components.penalties import Penalty


class SpectralBound(Penalty):
    """Spectral: bound the largest singular value of each gate's recurrent matrix after each update.

    A matrix above the bound (``spectral_bound`` in the config) is scaled down to it; others stay as
    they are. Power iteration on UᵀU gives the largest singular value. Seven squarings make 128
    iterations, from all unit vectors at once; the longest result counts.

    Source: Yoshida & Miyato, arXiv:1705.10941, section 3, and Miyato et al., ICLR 2018,
    arXiv:1802.05957, algorithm 1, for the power iteration. The lectures ask for a bound, in place
    of a penalty: then neither an eigenvalue nor a gradient grows beyond it.
    """

    SQUARINGS = 7
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
        power = matrices.mT @ matrices
        for _ in range(self.SQUARINGS):
            power = power / _length(power, (-2, -1)).clamp(min=1e-30)
            power = power @ power
        longest = _length(power, (-2,)).argmax(dim=-1, keepdim=True)
        vector = power.gather(-1, longest.expand(*power.shape[:-1], 1))
        stretched = _length(matrices @ vector, (-2,))
        return stretched / _length(vector, (-2,)).clamp(min=1e-30)


def _length(matrix: Tensor, over: tuple[int, ...]) -> Tensor:
    length: Tensor = torch.linalg.vector_norm(matrix, dim=over, keepdim=True)
    return length
