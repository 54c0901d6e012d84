"""Orthogonal recurrent weights and a forget-gate bias of one."""

from rnnbench.inits.forget_bias_one import ForgetBiasOne
from rnnbench.inits.orthogonal import Orthogonal


class OrthogonalForgetBiasOne(Orthogonal, ForgetBiasOne):
    """``orthogonal`` recurrent weights with the biases of ``forget_bias_one``."""
