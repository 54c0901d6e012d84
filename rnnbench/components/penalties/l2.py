"""An L2 penalty."""

from torch import Tensor

from rnnbench.components.penalties import Penalty


class L2(Penalty):
    """L2: add the strength times ΣU² to the loss, hence 2 · strength · U to the gradient.

    It keeps recurrent weights small, and with them the largest eigenvalue. Source: Pascanu,
    Mikolov, Bengio, ICML 2013, arXiv:1211.5063, section 3.1, and the lectures.
    """

    def gradient(self, recurrent: Tensor, strength: Tensor) -> Tensor:
        return 2 * strength[:, None, None] * recurrent
