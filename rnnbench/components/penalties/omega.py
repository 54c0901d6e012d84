"""A penalty that keeps the gradient's length as it goes back in time."""

from rnnbench.components.penalties import Penalty


class Omega(Penalty):
    """Omega: the error signal shall neither grow nor shrink from one step to the one before.

        Ω = Σ_t (‖(∂E/∂s(t+1)) (∂s(t+1)/∂s(t))‖ / ‖∂E/∂s(t+1)‖ - 1)²

    s(t) is the whole state of a layer (h, or h and c). As in the source, only the immediate
    dependence of ∂s(t+1)/∂s(t) on the recurrent weights counts: states and error signals are held
    constant. Averaged over the batch, times the strength. It costs several times the update.

    Source: Pascanu, Mikolov, Bengio, ICML 2013, arXiv:1211.5063, section 3.3, eqs. 9 and 10.
    """

    on_dynamics = True
