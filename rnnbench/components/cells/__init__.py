"""Cells: one step of a recurrent net, written like the paper's equations.

A cell names its gates and says how one step goes. Multiplying by weights, normalising,
unrolling, stacking and reading out live elsewhere, so every cell gets them alike.

Shapes here and everywhere: P members of a population, B batch, T time, D input size, H hidden
units, G gates.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

from torch import Tensor

State = tuple[Tensor, ...]


class PreActivation(Protocol):
    """``pre(v, "i", "f")`` gives W x(t) + U v + b of the named gates, normalised: each (P, B, H).

    The names must be one group of the cell's ``gates``; each group is asked for once a step.
    """

    def __call__(self, vector: Tensor, *gates: str) -> tuple[Tensor, ...]: ...

    def memory(self, c: Tensor) -> Tensor:
        """The memory c(t), (P, B, H), as the output sees it: normalised, under some norms."""


@dataclass(frozen=True)
class RetainingGate:
    """The gate that keeps the old state, and the sign of pre-activation that makes it keep."""

    name: str
    sign: int


class Cell(ABC):
    """Base of all cells.

    Class attributes:
        gates: gate names, grouped by the vector that their recurrent matrices multiply. Most
            cells have one group; a GRU that resets before the product has two.
        states: names of the state vectors; the first one is the output, ``c`` is a memory.
        sources: what the vectors that recurrent matrices multiply are put together from, each of
            H units: the matrices have S·H rows.
        absent: pairs of a source, or ``x`` for the input, and a gate that it does not reach.
        vectors: names of further weights of shape (H,), such as peepholes.
        retaining_gate: which gate keeps the old state, if any.
        writing_gate: which other gate lets new things into it, if any.
        feeds_output: whether what is fed back goes through the readout: U is (O, G·H) then.
    """

    gates: ClassVar[tuple[tuple[str, ...], ...]]
    states: ClassVar[tuple[str, ...]] = ("h",)
    sources: ClassVar[tuple[str, ...]] = ("h",)
    absent: ClassVar[frozenset[tuple[str, str]]] = frozenset()
    vectors: ClassVar[tuple[str, ...]] = ()
    retaining_gate: ClassVar[RetainingGate | None] = None
    writing_gate: ClassVar[str | None] = None
    feeds_output: ClassVar[bool] = False

    @abstractmethod
    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        """One time step.

        Args:
            pre: gives the gates' pre-activations.
            state: the old state vectors, each (P, B, H), in the order of ``states``.
            vectors: the weights named in ``vectors``, each (P, B, H).

        Returns:
            The new state vectors, in the same order.
        """

    def recurrent(self, weights: Mapping[str, Tensor]) -> Tensor:
        """The recurrent matrix of the steps, (P, S·H, G·H), made of the weights that train.

        Args:
            weights: the layer's own, each (P, ...); with ``feeds_output``, also the readout ``V``.
        """
        return weights["U"]

    @classmethod
    def gate_names(cls) -> tuple[str, ...]:
        """All gates in order: the order of the blocks in the stacked weight matrices."""
        return tuple(name for group in cls.gates for name in group)


BASE = Cell
