"""Pascanu's Ω: a penalty on changes of the gradient's length through time."""

from rnnbench.components.penalties import Penalty


class Omega(Penalty):
    """Omega: the error signal should keep its length from each step to the one before.

        Ω = Σ_t (‖(∂E/∂s(t+1)) (∂s(t+1)/∂s(t))‖ / ‖∂E/∂s(t+1)‖ - 1)²

    s(t) is the whole state of a layer (h, or h and c). As in the source, the gradient takes only
    the immediate dependence of ∂s(t+1)/∂s(t) on the recurrent weights; states and error signals are
    constants. Ω is averaged over the batch. It takes several times as long as the update.

    Source: Pascanu, Mikolov, Bengio, ICML 2013, arXiv:1211.5063, section 3.3, eqs. 9 and 10.
    """

    on_dynamics = True
