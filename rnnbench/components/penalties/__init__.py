"""Penalties on recurrent weights."""

from typing import ClassVar

from torch import Tensor

from rnnbench.components.cells import Cell


class Penalty:
    """Base of all penalties; the base itself changes nothing.

    Recurrent weights are U (P, S·H, G·H) and the cell's own matrices (P, H, H) of every layer.

    Class attributes:
        setting: the config key of its strength.
        identity: whether it changes nothing, so that the engine can leave it out.
        on_dynamics: whether it is Pascanu's Ω, which the engine computes.
    """

    setting: ClassVar[str] = "penalty_strength"
    identity: ClassVar[bool] = False
    on_dynamics: ClassVar[bool] = False

    def gradient(self, recurrent: Tensor, strength: Tensor) -> Tensor | None:
        """Its part of the gradient of one recurrent weight, before clipping; None: it has none.

        Args:
            recurrent: U of some members, (P, S·H, G·H), or an own matrix, (P, H, H).
            strength: of each member's penalty, (P,).
        """
        return None

    def projected(self, recurrent: Tensor, strength: Tensor) -> Tensor | None:
        """One recurrent weight after each update; None: it stays as it is."""
        return None

    @classmethod
    def unsuited(cls, cell: type[Cell]) -> str | None:
        """Why this penalty does not suit a cell; None if it does."""
        if cls.identity or cell.recurrent_weights():
            return None
        return f"{cell.__name__} has no recurrent matrix"


BASE = Penalty
