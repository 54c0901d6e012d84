"""One recurrent layer: which weights a cell and a norm need, and how they start."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod

import torch
from torch import Tensor

from rnnbench.components.cells import Cell, State
from rnnbench.components.inits import Init
from rnnbench.components.norms import Norm
from rnnbench.seeding import generator

Weights = dict[str, Tensor]
Shape = tuple[int, ...]
Key = tuple[str, ...] | str
"""A product's gates, or the name of its own matrix."""


@dataclass(frozen=True)
class Product:
    """One matrix product of a cell's step: x(t) W + b + v M, or a part of it.

    Attributes:
        gates: its gates; none for an own matrix, which has no W and b.
        matrix: name of M; None for input gates, which have no M.
        columns: the gates' columns in W, b and M.
    """

    gates: tuple[str, ...]
    matrix: str | None
    columns: slice

    @property
    def key(self) -> Key:
        """What a step asks for: the gates, or the own matrix."""
        return self.gates or str(self.matrix)

    @property
    def width(self) -> int:
        """Number of columns, N."""
        return int(self.columns.stop - self.columns.start)

    def of(self, weight: Tensor) -> Tensor:
        """Its columns of a weight, (..., N)."""
        return weight[..., self.columns]

    def blocks(self, weight: Tensor) -> Tensor:
        """Its columns of a weight, gate by gate, (..., g, H)."""
        parts: Tensor = self.of(weight).unflatten(-1, (len(self.gates), -1))
        return parts


@dataclass(frozen=True)
class Layer:
    """A cell, run over time in one direction.

    Attributes:
        cell: the cell, as an object with the ``step``.
        norm: the norm between product and nonlinearity.
        inputs: D, size of an input vector or number of input symbols.
        symbolic: whether inputs are symbols, whose product with W is its row.
        hidden: H, number of units.
        outputs: O, size of the net's answer; only cells that feed it back need it.
    """

    cell: Cell
    norm: Norm
    inputs: int
    symbolic: bool
    hidden: int
    outputs: int = 0

    @cached_property
    def products(self) -> tuple[Product, ...]:
        """All matrix products of a step: groups of gates in the cell's order, then own matrices."""
        groups: list[tuple[tuple[str, ...], str | None]] = [(g, "U") for g in self.cell.gates]
        if self.cell.input_gates:
            groups.append((self.cell.input_gates, None))
        found, start = [], 0
        for gates, matrix in groups:
            columns = slice(start, start + len(gates) * self.hidden)
            found.append(Product(gates, matrix, columns))
            start = columns.stop
        own = [Product((), name, slice(0, self.hidden)) for name in self.cell.matrices]
        return (*found, *own)

    def shapes(self) -> dict[str, Shape]:
        """Shapes of all weights of one member, by name.

        ``W`` (D, G·H) and ``b`` (G·H) stack all gates in the cell's order, and ``U`` (S·H, G·H)
        those with a recurrent product. The cell's own vectors are (H,) and its matrices (H, H),
        the norm's weights (G·H,), and those for the memory (H,).
        """
        cell, hidden = self.cell, self.hidden
        gates, recurrent = len(cell.gate_names()), len(cell.recurrent_gates())
        fed_back = self.outputs if cell.feeds_output else len(cell.sources) * hidden
        return {
            "W": (self.inputs, gates * hidden),
            **({"U": (fed_back, recurrent * hidden)} if recurrent else {}),
            "b": (gates * hidden,),
            **dict.fromkeys(cell.vectors, (hidden,)),
            **dict.fromkeys(cell.matrices, (hidden, hidden)),
            **dict.fromkeys(self.norm.weights, (gates * hidden,)),
            **dict.fromkeys(self.memory_weights(), (hidden,)),
        }

    def memory_weights(self) -> Mapping[str, float]:
        """The norm's weights for the cell's memory, if it has one, and where they start."""
        return self.norm.memory_weights if "c" in self.cell.states else {}

    def first_state(self, members: int, batch: int, like: Tensor) -> State:
        """State before the first step, each part (P, B, H), of the type and device of ``like``."""
        starts, shape = self.cell.state_starts, (members, batch, self.hidden)
        return tuple(like.new_full(shape, starts.get(name, 0.0)) for name in self.cell.states)

    def parameters(self) -> int:
        """Number of weights of one member, without absent blocks."""
        return sum(self._sizes().values())

    def start(self, init: Init, *seed: object) -> Weights:
        """One member's weights before training: a function of the init and the seed alone.

        Each block has its own generator, so arms that agree on a block start it with the same
        numbers.
        """
        cell, hidden = type(self.cell), self.hidden

        def draw(block: str) -> torch.Generator:
            return generator("init", *seed, block)

        def recurrent(source: str, gate: str) -> Tensor:
            own = "" if source == cell.sources[0] else f"_{source}"
            return init.recurrent(hidden, draw(f"U_{gate}{own}"))

        gates, looped = cell.gate_names(), cell.recurrent_gates()
        if cell.feeds_output:
            rows = [[init.input(self.outputs, hidden, draw(f"U_{gate}")) for gate in looped]]
        else:
            rows = [[recurrent(source, gate) for gate in looped] for source in cell.sources]
        inputs = [init.input(self.inputs, hidden, draw(f"W_{gate}")) for gate in gates]
        biases = init.biases(cell, hidden, lambda gate: draw(f"b_{gate}"))
        weights = self._without_absent(
            {
                "W": torch.cat(inputs, dim=1),
                **({"U": torch.cat([torch.cat(row, dim=1) for row in rows])} if looped else {}),
                "b": torch.cat([biases[gate] for gate in gates]),
                **{name: self._own_start(name, init, draw(name)) for name in cell.own_weights()},
            }
        )
        for_memory = {n: torch.full((hidden,), v) for n, v in self.memory_weights().items()}
        return {**weights, **self.norm.start(weights), **for_memory}

    def _own_start(self, name: str, init: Init, draw: torch.Generator) -> Tensor:
        """The start of one of the cell's own weights, (H,) or (H, H).

        Raises:
            ValueError: the cell gives it another shape.
        """
        shape, start = self.shapes()[name], self.cell.weight_starts.get(name)
        if start is None:
            drawn = init.recurrent if name in self.cell.matrices else init.vector
            return drawn(self.hidden, draw)
        if not callable(start):
            return torch.full(shape, float(start))
        found = start(self.hidden, draw)
        if found.shape != shape:
            where = f"{type(self.cell).__name__}.weight_starts: {name}"
            raise ValueError(f"{where}: wrong shape (got {tuple(found.shape)}); return {shape}")
        return found.to(torch.get_default_dtype())

    def assembled(self, weights: Weights) -> Weights:
        """The weights that the steps use, each (P, ...), made of those that train.

        Args:
            weights: the layer's own, each (P, ...); for a cell that feeds its output back, also
                the readout ``V``.
        """
        weights = self.norm.reparametrised(self._without_absent(weights))
        return {**weights, "U": self.cell.recurrent(weights)} if self.cell.gates else weights

    def gate_units(self, batch: int, steps: int) -> int:
        """Units of all products of one member at all steps of a batch: (G + own matrices)·H·T·B."""
        return sum(product.width for product in self.products) * steps * batch

    def flops(self, batch: int, steps: int) -> float:
        """Floating-point operations of one member's forward pass, matrix products only.

        A product of (m, k) with (k, n) is 2·m·k·n. Looking up a symbol's row is free.
        """
        multiplied = (*self.cell.recurrent_weights(), *(() if self.symbolic else ("W",)))
        sizes = self._sizes()
        return 2.0 * sum(sizes[name] for name in multiplied) * batch * steps

    def _sizes(self) -> dict[str, int]:
        """Number of weights by name, without absent blocks."""
        present = {name: int(mask.count_nonzero()) for name, mask in self._masks.items()}
        return {name: prod(shape) for name, shape in self.shapes().items()} | present

    def _without_absent(self, weights: Weights) -> Weights:
        """W and U, (..., D, G·H) and (..., S·H, G·H), with zeros in absent blocks."""
        masked = {name: weights[name] * m.to(weights[name]) for name, m in self._masks.items()}
        return {**weights, **masked}

    @cached_property
    def _masks(self) -> Weights:
        """Masks of W (D, G·H) and U (S·H, G·H), 0 in absent blocks; none if no block is absent."""
        if not self.cell.absent:
            return {}
        masks = {name: torch.ones(self.shapes()[name]) for name in self.shapes() if name in "WU"}
        for source, gate in self.cell.absent:
            column = self.cell.gate_names().index(gate) * self.hidden
            rows, mask = slice(None), masks["W"]
            if source != "x":
                row = self.cell.sources.index(source) * self.hidden
                rows, mask = slice(row, row + self.hidden), masks["U"]
            mask[rows, column : column + self.hidden] = 0
        return masks
