"""Orthogonal recurrent matrices."""

import torch
from torch import Generator, Tensor

from rnnbench.components.inits import Init


class Orthogonal(Init):
    """Orthogonal: every recurrent matrix is a random orthogonal one; the rest as in ``default``.

    Drawn uniformly (Haar measure): Q of the QR decomposition of a normal matrix, with the signs
    of R's diagonal (Mezzadri, Notices of the AMS 54 (2007), section 5). Source of the idea:
    Saxe, McClelland, Ganguli, ICLR 2014, arXiv:1312.6120.
    """

    needs_recurrent = True

    def recurrent(self, hidden: int, generator: Generator) -> Tensor:
        q, r = torch.linalg.qr(torch.randn((hidden, hidden), generator=generator))
        matrix: Tensor = q * r.diagonal().sign()
        return matrix
