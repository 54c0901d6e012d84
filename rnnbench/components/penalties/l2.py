"""An L2 penalty."""

from torch import Tensor

from rnnbench.components.penalties import Penalty


class L2(Penalty):
    """L2: the strength times ΣU² joins the loss, so 2 U times the strength the gradient.

    Source: Pascanu, Mikolov, Bengio, ICML 2013, arXiv:1211.5063, section 3.1, and the lectures:
    it keeps recurrent weights, and with them the largest eigenvalue, small.
    """

    def gradient(self, recurrent: Tensor, strength: Tensor) -> Tensor:
        return 2 * strength[:, None, None] * recurrent
