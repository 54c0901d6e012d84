"""Small random recurrent weights."""

import torch
from torch import Generator, Tensor

from rnnbench.inits import Init


class SmallRandom(Init):
    """Recurrent weights normal with standard deviation 0.01; the rest as in ``default``.

    The "small random numbers" of introductory lectures: 0.01 is the usual figure (for example
    Sutskever et al., ICML 2013, section 3.1).
    """

    STANDARD_DEVIATION = 0.01

    def recurrent(self, hidden: int, generator: Generator) -> Tensor:
        return torch.randn((hidden, hidden), generator=generator) * self.STANDARD_DEVIATION
