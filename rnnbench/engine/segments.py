"""A cell's step cut at its matrix products, and the derivative of each piece.

Between two products a step is point-wise, or under a norm a reduction over one vector. This module
traces those pieces, once for each cell and shape, into graphs that a compiler can fuse: forward
graphs, and backward graphs that use the values which the forward ones save.

A step with K recurrent products has K + 1 segments. Segment k < K gives the vector that product k
multiplies; the last one gives the new state. Products of the input alone are known beforehand.
"""

import inspect
import operator
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch._subclasses.fake_tensor import DataDependentOutputException
from torch.fx import Graph, GraphModule, Node
from torch.fx.experimental.proxy_tensor import make_fx
from torch.fx.experimental.symbolic_shapes import GuardOnDataDependentSymNode

from rnnbench.components.cells import Cell, State
from rnnbench.components.norms.layer_memory import LayerMemoryNorm
from rnnbench.components.registry import ComponentsError, described
from rnnbench.engine.batch_statistics import Group
from rnnbench.engine.graphs import placeholders_of, results_of
from rnnbench.engine.layers import Key, Layer, Product, Weights

ATEN = torch.ops.aten
SEVERAL = {ATEN.native_layer_norm.default, ATEN.var_mean.correction}
SAVED = {ATEN.sigmoid.default, ATEN.tanh.default, *SEVERAL}
"""Operations whose results are worth saving for the backward pass, which repeats all others."""


_VALUE = "depends on a tensor's value in Python, as `if h.sum() > 0:` does; use torch.where"


class _ProductReached(Exception):
    """Ends a segment: the step has asked for its next product."""

    def __init__(self, product: Product, vector: Tensor) -> None:
        self.product, self.vector = product, vector


class _Misuse(Exception):
    """The step does not use its products as the cell declares them."""


@dataclass(frozen=True)
class Segment:
    """One piece of a step; all graphs are flat lists of tensors in and out.

    Attributes:
        forward: (state, sums, constants) -> (results, saved).
        backward: (used, gradients of the results) -> gradients of (state, sums, constants), None
            where the segment does not depend on an input.
        results: number of results.
        saved: number of saved values.
        used: the values that ``backward`` uses: numbers into (state, sums, constants, results,
            saved).
        alias: number of a state vector, if the segment does nothing but pass it to a product.
    """

    forward: GraphModule
    backward: GraphModule
    results: int
    saved: int
    used: tuple[int, ...]
    alias: int | None


@dataclass(frozen=True)
class TracedStep:
    """A cell's step.

    Attributes:
        known: products of the input alone; their sums come first.
        products: recurrent products in the order in which the step asks for them.
        segments: one before each recurrent product, and the last one.
    """

    known: tuple[Product, ...]
    products: tuple[Product, ...]
    segments: list[Segment]


def check_step(cell: Cell) -> None:
    """Check that a cell's step can be compiled, and uses all its products and its memory.

    Raises:
        ComponentsError: it does not; as ``file:line: problem; what to do``.
    """
    layer = Layer(cell, LayerMemoryNorm(), inputs=2, symbolic=False, hidden=3)
    trace(layer, members=2, batch=4, like=torch.zeros(()))


def constants(layer: Layer, weights: Weights, batch: int) -> list[Tensor]:
    """A step's inputs besides state and sums, each (P, B, ...).

    They are the cell's own vectors, then, under a norm, its weights and the biases of each group,
    then the norm's weights for the memory.
    """
    groups = [product for product in layer.products if product.gates]
    found = [weights[name] for name in layer.cell.vectors]
    found += [group.blocks(weights[name]) for name in _normed(layer) for group in groups]
    found += [weights[name] for name in layer.memory_weights()]
    return [w.unsqueeze(1).expand(len(w), batch, *w.shape[1:]) for w in found]


def _normed(layer: Layer) -> tuple[str, ...]:
    """Names of the weights that a norm needs inside the step."""
    return () if layer.norm.identity else (*layer.norm.weights, "b")


def trace(layer: Layer, members: int, batch: int, like: Tensor) -> TracedStep:
    """Trace a layer's step for P members and batches of B.

    Raises:
        ComponentsError: the step cannot be traced, or does not use its products as declared.
    """

    def zeros(*shape: int) -> Tensor:
        return like.new_zeros(shape)

    state = [zeros(members, batch, layer.hidden) for _ in layer.cell.states]
    weights = {name: zeros(members, *shape) for name, shape in layer.shapes().items()}
    fixed = constants(layer, weights, batch)
    known = tuple(product for product in layer.products if product.matrix is None)
    products: list[Product] = []
    segments: list[Segment] = []
    while True:
        sums = (*known, *products)
        piece = _Piece(layer, sums)
        inputs = [*state, *(zeros(members, batch, product.width) for product in sums), *fixed]
        try:
            results = piece(*inputs)
        except _Misuse as error:
            raise _refusal(layer.cell, error, str(error)) from None
        segments.append(_segment(piece, inputs, results, len(state)))
        if piece.reached is None:
            return TracedStep(known, tuple(products), segments)
        products.append(piece.reached)


class _Pre:
    """Pre-activations from the sums so far; a product that is not among them ends the segment.

    Args:
        layer: the layer.
        sums: results of products so far, each (P, B, N).
        norms: of each group, weights of the norm and biases, each (P, B, g, H).
        memory: the norm's weights for the memory, each (P, B, H).
    """

    def __init__(
        self,
        layer: Layer,
        sums: Mapping[Key, Tensor],
        norms: Mapping[Group, Weights],
        memory: Weights,
    ) -> None:
        self._norm, self._sums, self._norms, self._memory = layer.norm, sums, norms, memory
        self._products, self._memory_left = layer.products, bool(memory)
        self._left = {product.key for product in layer.products}

    def __call__(self, vector: Tensor, *gates: str) -> tuple[Tensor, ...]:
        return self._normalised(gates, self._sum(gates, vector))

    def input(self, *gates: str) -> tuple[Tensor, ...]:
        return self._normalised(gates, self._sum(gates))

    def product(self, matrix: str, vector: Tensor) -> Tensor:
        return self._sum(matrix, vector)

    def memory(self, c: Tensor) -> Tensor:
        self._memory_left = False
        return self._norm.memory(c, self._memory)

    def finish(self) -> None:
        """Check that the step has used everything that the cell declares."""
        for key in self._left:
            raise _Misuse(f"the step never asks for {_named(key)}; use or undeclare it")
        if self._memory_left:
            raise _Misuse(
                "the output does not see the memory as the norm gives it; "
                "use pre.memory(c) there, or call the state something else than c"
            )

    def _sum(self, key: Key, vector: Tensor | None = None) -> Tensor:
        """The result of a product, of the inputs alone if there is no vector."""
        fitting = {p.key: p for p in self._products if (p.matrix is None) == (vector is None)}
        if key not in fitting:
            known = " or ".join(map(_named, fitting)) or "nothing: the cell declares none"
            raise _Misuse(f"no such product (got {_named(key)}); ask for {known}")
        if key not in self._left:
            raise _Misuse(f"the step asks for {_named(key)} twice; keep the first result")
        self._left.remove(key)
        if key in self._sums or vector is None:
            return self._sums[key]
        raise _ProductReached(fitting[key], vector)

    def _normalised(self, gates: Group, sums: Tensor) -> tuple[Tensor, ...]:
        a = sums.unflatten(-1, (len(gates), -1))
        if not self._norm.identity:
            weights = self._norms[gates]
            a = self._norm(a, weights) + weights["b"]
        parts: tuple[Tensor, ...] = a.unbind(-2)
        return parts


def _named(key: Key) -> str:
    """A product as a cell's step names it."""
    return repr(key) if isinstance(key, str) else ", ".join(map(repr, key))


class _Piece:
    """A segment as a function of flat inputs: state, the sums so far, constants.

    Attributes:
        reached: the product that ended the last call; None: the step went to its end.
    """

    reached: Product | None = None

    def __init__(self, layer: Layer, sums: Sequence[Product]) -> None:
        self._layer, self._sums = layer, sums
        self.cell = layer.cell

    def __call__(self, *inputs: Tensor) -> list[Tensor]:
        layer, rest = self._layer, iter(inputs)
        state = tuple(next(rest) for _ in layer.cell.states)
        sums = {product.key: next(rest) for product in self._sums}
        vectors = {name: next(rest) for name in layer.cell.vectors}
        norms: dict[Group, Weights] = {p.gates: {} for p in layer.products if p.gates}
        for name in _normed(layer):
            for group in norms.values():
                group[name] = next(rest)
        pre = _Pre(layer, sums, norms, {name: next(rest) for name in layer.memory_weights()})
        self.reached = None
        try:
            new: State = layer.cell.step(pre, state, vectors)
        except _ProductReached as reached:
            self.reached = reached.product
            return [reached.vector]
        pre.finish()
        return list(new)


def _refusal(cell: Cell, error: Exception | None, problem: str) -> ComponentsError:
    """An error that names the line of a cell's step."""
    step = type(cell).step
    file = Path(inspect.getfile(step))
    frames = traceback.extract_tb(error.__traceback__ if error else None)
    lines = [frame.lineno for frame in frames if Path(frame.filename) == file]
    line = lines[-1] if lines else step.__code__.co_firstlineno
    return ComponentsError(f"{file}:{line}: {problem}")


def _segment(
    piece: _Piece, inputs: Sequence[Tensor], results: Sequence[Tensor], states: int
) -> Segment:
    """A segment, given its results for these inputs, which begin with the state vectors."""

    def joint(*flat: Tensor) -> list[Tensor]:
        found = torch.func.vjp(piece, *flat[: len(inputs)])
        outputs, pull = found[0], found[1]
        return [*outputs, *pull(list(flat[len(inputs) :]))]

    with torch.enable_grad():
        tangents = [torch.zeros_like(result) for result in results]
        try:
            graph = make_fx(joint, tracing_mode="fake")(*inputs, *tangents)
        except Exception as error:
            raise _refusal(piece.cell, error, _untraceable(error)) from error
    unfit = next((said for node in graph.graph.nodes if (said := _unfit(node))), None)
    if unfit:
        raise _refusal(piece.cell, None, unfit)
    placeholders = placeholders_of(graph)
    nodes = [node for node in results_of(graph) if node is not None]
    outputs = nodes[: len(results)]
    gradients = [None if _is_zero(node) else node for node in nodes[len(results) :]]
    primals, tangent_nodes = placeholders[: len(inputs)], placeholders[len(inputs) :]
    used = _used(gradients, _dependent(graph.graph, tangent_nodes))
    kept = [node for node in used if node not in primals and node not in outputs]
    order = [*primals, *outputs, *kept]
    return Segment(
        forward=_extract(graph.graph, primals, [*outputs, *kept]),
        backward=_extract(graph.graph, [*used, *tangent_nodes], gradients),
        results=len(outputs),
        saved=len(kept),
        used=tuple(order.index(node) for node in used),
        alias=_alias(piece, outputs[0], primals[:states]),
    )


def _alias(piece: _Piece, result: Node, states: Sequence[Node]) -> int | None:
    """Number of the state vector that a segment passes to its product as it is, if it does."""
    return states.index(result) if piece.reached and result in states else None


def _untraceable(error: Exception) -> str:
    """Why a step cannot be traced, and what to do."""
    if isinstance(error, GuardOnDataDependentSymNode | DataDependentOutputException):
        return f"the step {_VALUE}"
    return (
        f"the step cannot be compiled ({described(error)}); "
        "use only torch functions, not in place, of its arguments and plain numbers"
    )


def _unfit(node: Node) -> str | None:
    """Why an operation cannot be part of a step, and what to do; None if it can."""
    if node.op == "get_attr":
        return "the step makes a tensor of numbers; use plain numbers, or declare an own vector"
    tags = getattr(node.target, "tags", ())
    if torch.Tag.nondeterministic_seeded in tags:
        return "the step draws random numbers; compute it from its arguments alone"
    return f"the step {_VALUE}" if torch.Tag.data_dependent_output in tags else None


def _is_zero(node: Node) -> bool:
    """Whether a gradient stands for no dependence."""
    return node.target in (ATEN.zeros_like.default, ATEN.new_zeros.default)


def _dependent(graph: Graph, roots: Sequence[Node]) -> set[Node]:
    """All nodes that depend on one of the roots."""
    found = set(roots)
    for node in graph.nodes:
        if any(source in found for source in node.all_input_nodes):
            found.add(node)
    return found


def _used(gradients: Sequence[Node | None], inherited: set[Node]) -> list[Node]:
    """Values that the backward graph takes from the forward one: inputs, and those worth saving."""
    found: dict[Node, None] = {}
    seen: set[Node] = set()
    stack = [node for node in gradients if node is not None]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if node not in inherited and _worth_saving(node):
            found[node] = None
        else:
            stack.extend(node.all_input_nodes)
    return list(found)


def _worth_saving(node: Node) -> bool:
    if node.target is operator.getitem:  # one of several results
        return node.all_input_nodes[0].target in SEVERAL
    return node.op == "placeholder" or node.target in SAVED - SEVERAL


def _extract(graph: Graph, inputs: Sequence[Node], outputs: Sequence[Node | None]) -> GraphModule:
    """The part of a graph from some of its nodes to others."""
    new = Graph()
    mapping: dict[Node, Node] = {}
    for i, node in enumerate(inputs):
        mapping[node] = new.placeholder(f"input_{i}")
        mapping[node].meta = dict(node.meta)
    needed: set[Node] = set()
    stack = [node for node in outputs if node is not None]
    while stack:
        node = stack.pop()
        if node not in needed and node not in mapping:
            needed.add(node)
            stack.extend(node.all_input_nodes)
    for node in graph.nodes:
        if node in needed:
            mapping[node] = new.node_copy(node, lambda source: mapping[source])
    new.output([None if node is None else mapping[node] for node in outputs])
    return GraphModule(torch.nn.Module(), new)
