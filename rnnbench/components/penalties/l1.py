"""An L1 penalty."""

from torch import Tensor

from rnnbench.components.penalties import Penalty


class L1(Penalty):
    """L1: add the strength times Σ|U| to the loss, hence strength · sign(U) to the gradient.

    It keeps recurrent weights small, and with them the largest eigenvalue. Source: Pascanu,
    Mikolov, Bengio, ICML 2013, arXiv:1211.5063, section 3.1, and the lectures.
    """

    def gradient(self, recurrent: Tensor, strength: Tensor) -> Tensor:
        return strength[:, None, None] * recurrent.sign()
