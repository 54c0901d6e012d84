"""Penalties on recurrent weights: what pulls at them besides the task."""

from typing import ClassVar

from torch import Tensor


class Penalty:
    """Base of all penalties: by itself, none.

    Recurrent weights are those of all layers, one matrix (P, S·H, G·H) a layer.

    Class attributes:
        setting: the config key of its strength.
        identity: whether it changes nothing, so that the engine may leave it out.
        on_dynamics: whether it is Ω, which is about what a step does to the error signal; the
            engine computes it.
    """

    setting: ClassVar[str] = "penalty_strength"
    identity: ClassVar[bool] = False
    on_dynamics: ClassVar[bool] = False

    def gradient(self, recurrent: Tensor, strength: Tensor) -> Tensor | None:
        """What joins the gradient of the recurrent weights, before clipping; None for nothing.

        Args:
            recurrent: U of some members, (P, S·H, G·H).
            strength: of each member's penalty, (P,).
        """
        return None

    def projected(self, recurrent: Tensor, strength: Tensor) -> Tensor | None:
        """What the recurrent weights become after each update; None if they stay as they are."""
        return None


BASE = Penalty
