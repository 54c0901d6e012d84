"""Orthogonal recurrent matrices and a forget-gate bias of one."""

from rnnbench.components.inits.forget_bias_one import ForgetBiasOne
from rnnbench.components.inits.orthogonal import Orthogonal


class OrthogonalForgetBiasOne(Orthogonal, ForgetBiasOne):
    """Recurrent matrices of ``orthogonal`` with the biases of ``forget_bias_one``."""
