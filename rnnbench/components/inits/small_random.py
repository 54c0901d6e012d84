"""Small random recurrent weights."""

import torch
from torch import Generator, Tensor

from rnnbench.components.inits import Init


class SmallRandom(Init):
    """Recurrent weights normal with a small standard deviation; the rest as in ``default``.

    The "small random numbers" of introductory lectures. The standard deviation is ``init_scale``
    in the config; 0.01 is the usual figure (for example Sutskever et al., ICML 2013, section 3.1).
    """

    needs_recurrent = True

    def recurrent(self, hidden: int, generator: Generator) -> Tensor:
        return torch.randn((hidden, hidden), generator=generator) * self.scales.small
