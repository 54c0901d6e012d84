"""Random recurrent matrices of a given spectral radius."""

import torch
from torch import Generator, Tensor

from rnnbench.components.inits import Init


class Spectral(Init):
    """Spectral: normal recurrent matrices, scaled to a given largest absolute eigenvalue.

    The eigenvalue is ``spectral_radius`` in the config; the rest starts as in ``default``. Source:
    Jaeger, "The echo state approach", GMD report 148 (2001), section 3. Pascanu, Mikolov, Bengio,
    ICML 2013, arXiv:1211.5063, use it below and above the point where gradients explode.
    """

    needs_recurrent = True

    def recurrent(self, hidden: int, generator: Generator) -> Tensor:
        matrix = torch.randn((hidden, hidden), generator=generator)
        radius = torch.linalg.eigvals(matrix.double()).abs().max()
        scaled: Tensor = matrix * (self.scales.radius / radius).float()
        return scaled
