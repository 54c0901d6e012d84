"""An L1 penalty."""

from torch import Tensor

from rnnbench.components.penalties import Penalty


class L1(Penalty):
    """L1: the strength times Σ|U| joins the loss, so its sign times the strength the gradient.

    Source: Pascanu, Mikolov, Bengio, ICML 2013, arXiv:1211.5063, section 3.1, and the lectures:
    it keeps recurrent weights, and with them the largest eigenvalue, small.
    """

    def gradient(self, recurrent: Tensor, strength: Tensor) -> Tensor:
        return strength[:, None, None] * recurrent.sign()
