"""Cells: one step of a recurrent net, written like the paper's equations.

A cell declares its gates, states and own weights, and computes one step. Products, norms,
unrolling, stacking and readout live in the engine, so every cell gets them alike.
``docs/writing-a-cell.md`` has a worked example of every part.

Shapes, here and everywhere: P members of a population, B batch, T time, D input size, H hidden
units, G gates, S sources.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Protocol

from torch import Generator, Tensor

State = tuple[Tensor, ...]
Start = float | Callable[[int, Generator], Tensor]
"""Start of an own weight: a constant, or a function of H and a generator."""
RESERVED = frozenset({*"WUbVaETtx", "zoneout", "gain", "memory_gain", "memory_bias"})
"""Names of other weights and of dropout masks, which a cell's own weights cannot have."""


class PreActivation(Protocol):
    """Matrix products of one step. A step asks for each product once."""

    def __call__(self, vector: Tensor, *gates: str) -> tuple[Tensor, ...]:
        """W x(t) + U v + b of one group of ``gates``, normalised: each (P, B, H).

        Args:
            vector: v, (P, B, S·H).
            gates: the names of the group, in its order.
        """

    def input(self, *gates: str) -> tuple[Tensor, ...]:
        """W x(t) + b of the ``input_gates``, normalised: each (P, B, H).

        Args:
            gates: the names of all of them, in their order.
        """

    def product(self, matrix: str, vector: Tensor) -> Tensor:
        """R v for one of the cell's own ``matrices``, without bias and norm: (P, B, H).

        Args:
            matrix: its name.
            vector: v, (P, B, H).
        """

    def memory(self, c: Tensor) -> Tensor:
        """The memory c(t) as the output sees it, (P, B, H): normalised under some norms."""


@dataclass(frozen=True)
class RetainingGate:
    """The gate that keeps the old state, and the sign of pre-activation that makes it keep."""

    name: str
    sign: int


class Cell(ABC):
    """Base of all cells.

    Class attributes:
        gates: gates that see W x(t) + U v + b, grouped by the vector v. Most cells have one group;
            a GRU that resets before the product has two. A cell without recurrent matrix: ``()``.
        input_gates: gates that see W x(t) + b alone.
        states: names of the state vectors. The first one is the output; ``c`` is a memory.
        state_starts: values of the states before the first step, where they are not 0.
        sources: vectors of H units that v consists of, one after the other: U has S·H rows.
        absent: missing blocks of weights, as pairs of a source (``x`` for the input) and a gate.
        vectors: names of own weights of shape (H,), such as peepholes.
        matrices: names of own weights of shape (H, H), for ``pre.product``.
        weight_starts: starts of own vectors and matrices, where the init does not draw them.
        retaining_gate: the gate that keeps the old state, if there is one.
        writing_gate: the other gate that lets new values into the state, if there is one.
        feeds_output: whether the net's output is fed back in place of h: U is (O, G·H).
    """

    gates: ClassVar[tuple[tuple[str, ...], ...]]
    input_gates: ClassVar[tuple[str, ...]] = ()
    states: ClassVar[tuple[str, ...]] = ("h",)
    state_starts: ClassVar[Mapping[str, float]] = MappingProxyType({})
    sources: ClassVar[tuple[str, ...]] = ("h",)
    absent: ClassVar[frozenset[tuple[str, str]]] = frozenset()
    vectors: ClassVar[tuple[str, ...]] = ()
    matrices: ClassVar[tuple[str, ...]] = ()
    weight_starts: ClassVar[Mapping[str, Start]] = MappingProxyType({})
    retaining_gate: ClassVar[RetainingGate | None] = None
    writing_gate: ClassVar[str | None] = None
    feeds_output: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        """Refuse a declaration that contradicts itself.

        Raises:
            TypeError: it does.
        """
        problem = _contradiction(cls) if hasattr(cls, "gates") else None
        if problem:
            raise TypeError(f"{cls.__name__}.{problem}")

    @abstractmethod
    def step(self, pre: PreActivation, state: State, vectors: Mapping[str, Tensor]) -> State:
        """One time step.

        Args:
            pre: matrix products of the step.
            state: the old state vectors, each (P, B, H), in the order of ``states``.
            vectors: the own ``vectors``, each (P, B, H).

        Returns:
            The new state vectors, in the same order.
        """

    def recurrent(self, weights: Mapping[str, Tensor]) -> Tensor:
        """The recurrent matrix U of the steps, (P, S·H, G·H), made of the weights that train.

        Args:
            weights: the layer's own, each (P, ...); with ``feeds_output``, also the readout ``V``.
        """
        return weights["U"]

    @classmethod
    def recurrent_gates(cls) -> tuple[str, ...]:
        """Gates with a recurrent product, in the order of their blocks of columns in U."""
        return tuple(name for group in cls.gates for name in group)

    @classmethod
    def gate_names(cls) -> tuple[str, ...]:
        """All gates, in the order of their blocks of columns in W and b: recurrent ones first."""
        return (*cls.recurrent_gates(), *cls.input_gates)

    @classmethod
    def own_weights(cls) -> tuple[str, ...]:
        """Names of the own vectors and matrices."""
        return (*cls.vectors, *cls.matrices)

    @classmethod
    def recurrent_weights(cls) -> tuple[str, ...]:
        """Names of all recurrent matrices: U, if there is one, and the own matrices."""
        return (*(("U",) if cls.gates else ()), *cls.matrices)


def _contradiction(cell: type[Cell]) -> str | None:
    """What is wrong with a cell's declaration, as ``attribute: problem; what to do``."""
    gates, own = cell.gate_names(), cell.own_weights()
    for attribute in ("input_gates", "states", "sources", "vectors", "matrices"):
        names = getattr(cell, attribute)
        if isinstance(names, str):
            return f"{attribute}: not a tuple (got {names!r}); write ({names!r},)"
    for group in cell.gates:
        if isinstance(group, str):
            return f"gates: not a tuple of groups (got {cell.gates!r}); write ({cell.gates!r},)"
    if not gates:
        return "gates: there is no gate; name one here or in input_gates"
    for attribute, names in (("gates", gates), ("states", cell.states), ("vectors", own)):
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            return f"{attribute}: the same name twice (got {twice[0]!r}); rename one"
    for name in own:
        if name in RESERVED or not name.isidentifier():
            return f"vectors: no name for an own weight (got {name!r}); choose another"
    for attribute, known in (("state_starts", cell.states), ("weight_starts", own)):
        for name in getattr(cell, attribute):
            if name not in known:
                return f"{attribute}: unknown name (got {name!r}); declare it, or remove its start"
    special = {"retaining_gate": cell.retaining_gate and cell.retaining_gate.name}
    for attribute, gate in {**special, "writing_gate": cell.writing_gate}.items():
        if gate and gate not in gates:
            return f"{attribute}: unknown gate (got {gate!r}); name one of {', '.join(gates)}"
    for source, gate in sorted(cell.absent):
        reached = {"x": gates} | dict.fromkeys(cell.sources, cell.recurrent_gates())
        if gate not in reached.get(source, ()):
            return f"absent: no such block (got {(source, gate)!r}); name a source and a gate"
    return None


BASE = Cell
