"""Small random recurrent weights."""

import torch
from torch import Generator, Tensor

from rnnbench.components.inits import Init


class SmallRandom(Init):
    """Small random: normal recurrent weights of small deviation; the rest as in ``default``.

    These are the "small random numbers" of introductory lectures. The standard deviation is
    ``init_scale`` in the config; 0.01 is usual (for example Sutskever et al., ICML 2013, section
    3.1).
    """

    needs_recurrent = True

    def recurrent(self, hidden: int, generator: Generator) -> Tensor:
        return torch.randn((hidden, hidden), generator=generator) * self.scales.small
