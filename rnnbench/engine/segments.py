"""A cell's step cut at its matrix products, and the derivative of each piece.

Between two products a step is point-wise (or a reduction over one vector, under a norm). This
module traces those pieces, once a cell and shape, into graphs that a compiler can fuse: forward
graphs, and backward graphs that take up what the forward ones save.

A step with K products has K + 1 segments. Segment k < K gives the vector that product k multiplies;
the last one gives the new state.
"""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.fx import Graph, GraphModule, Node
from torch.fx.experimental.proxy_tensor import make_fx

from rnnbench.components.cells import State
from rnnbench.engine.graphs import placeholders_of, results_of
from rnnbench.engine.layers import Layer

ATEN = torch.ops.aten
SEVERAL = {ATEN.native_layer_norm.default, ATEN.var_mean.correction}
SAVED = {ATEN.sigmoid.default, ATEN.tanh.default, *SEVERAL}
"""What is worth saving for the backward pass, operations of several results among them; everything
else is computed again there."""


class _ProductReached(Exception):
    """Ends a segment: the step has asked for its next product."""

    def __init__(self, vector: Tensor) -> None:
        self.vector = vector


@dataclass(frozen=True)
class Segment:
    """One piece of a step; all graphs are flat lists of tensors in and out.

    Attributes:
        forward: (state, sums, constants) -> (results, saved).
        backward: (used, gradients of the results) -> gradients of (state, sums, constants), None
            where the segment does not depend on an input.
        results: number of results.
        saved: number of saved values.
        used: what ``backward`` uses: numbers into (state, sums, constants, results, saved).
        alias: number of the state vector that the segment passes on as it is, if that is all it
            does.
    """

    forward: GraphModule
    backward: GraphModule
    results: int
    saved: int
    used: tuple[int, ...]
    alias: int | None


def constants(layer: Layer, weights: dict[str, Tensor], batch: int) -> list[Tensor]:
    """What a step uses besides state and sums: cell vectors, norm weights, biases, (P, B, ...)."""
    vectors = [weights[name] for name in layer.cell.vectors]
    norms = []
    if not layer.norm.identity:
        names = (*layer.norm.weights, "b")
        stacked = [weights[name].unflatten(1, (-1, layer.hidden)) for name in names]
        sizes = [len(group) for group in layer.cell.gates]
        norms = [part for weight in stacked for part in weight.split(sizes, dim=1)]
    memory = [weights[name] for name in layer.memory_weights()]
    everything = (*vectors, *norms, *memory)
    return [w.unsqueeze(1).expand(len(w), batch, *w.shape[1:]) for w in everything]


def trace(layer: Layer, members: int, batch: int, like: Tensor) -> list[Segment]:
    """All segments of a layer's step, for P members and batches of B."""

    def zeros(*shape: int) -> Tensor:
        return like.new_zeros(shape)

    hidden, gates = layer.hidden, layer.cell.gates
    state = [zeros(members, batch, hidden) for _ in layer.cell.states]
    sums = [zeros(members, batch, len(group) * hidden) for group in gates]
    weights = {name: zeros(members, *shape) for name, shape in layer.shapes().items()}
    fixed = constants(layer, weights, batch)
    return [
        _segment(_piece(layer, k, len(state)), [*state, *sums[:k], *fixed])
        for k in range(len(gates) + 1)
    ]


class _Pre:
    """Pre-activations from the sums so far; the product after those ends the segment.

    Args:
        layer: whose step it is.
        sums: results of the products so far, each (P, B, g·H).
        own: weights of the norm, biases, and the norm's weights for the memory.
    """

    def __init__(self, layer: Layer, sums: Sequence[Tensor], own: Sequence[Tensor]) -> None:
        self.norm, self.groups = layer.norm, len(layer.cell.gates)
        self.sums, self.calls = sums, 0
        names = list(layer.memory_weights())
        self.own = own[: len(own) - len(names)]
        self.memory_weights = dict(zip(names, own[len(self.own) :], strict=True))

    def __call__(self, vector: Tensor, *gates: str) -> tuple[Tensor, ...]:
        if self.calls == len(self.sums):
            raise _ProductReached(vector)
        a = self.sums[self.calls].unflatten(-1, (len(gates), -1))
        if not self.norm.identity:
            names = (*self.norm.weights, "b")
            weights = dict(zip(names, self.own[self.calls :: self.groups], strict=True))
            a = self.norm(a, weights) + weights["b"]
        self.calls += 1
        parts: tuple[Tensor, ...] = a.unbind(-2)
        return parts

    def memory(self, c: Tensor) -> Tensor:
        return self.norm.memory(c, self.memory_weights)


def _piece(layer: Layer, k: int, states: int) -> Callable[..., list[Tensor]]:
    """Segment k as a function of flat inputs: state, the first k sums, constants."""
    vectors = layer.cell.vectors

    def run(*inputs: Tensor) -> list[Tensor]:
        state, rest = inputs[:states], inputs[states + k :]
        pre = _Pre(layer, inputs[states : states + k], rest[len(vectors) :])
        try:
            own = dict(zip(vectors, rest, strict=False))
            new: State = layer.cell.step(pre, state, own)
        except _ProductReached as reached:
            return [reached.vector]
        return list(new)

    return run


def _segment(piece: Callable[..., list[Tensor]], inputs: Sequence[Tensor]) -> Segment:
    results = piece(*inputs)

    def joint(*flat: Tensor) -> list[Tensor]:
        found = torch.func.vjp(piece, *flat[: len(inputs)])
        outputs, pull = found[0], found[1]
        return [*outputs, *pull(list(flat[len(inputs) :]))]

    with torch.enable_grad():
        tangents = [torch.zeros_like(result) for result in results]
        graph = make_fx(joint, tracing_mode="fake")(*inputs, *tangents)
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
        alias=primals.index(outputs[0]) if outputs[0] in primals else None,
    )


def _is_zero(node: Node) -> bool:
    """Whether a gradient says that there is no dependence."""
    return node.target in (ATEN.zeros_like.default, ATEN.new_zeros.default)


def _dependent(graph: Graph, roots: Sequence[Node]) -> set[Node]:
    """All nodes that depend on some of the roots."""
    found = set(roots)
    for node in graph.nodes:
        if any(source in found for source in node.all_input_nodes):
            found.add(node)
    return found


def _used(gradients: Sequence[Node | None], inherited: set[Node]) -> list[Node]:
    """What the backward graph takes from the forward one: inputs, and what is worth saving."""
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
    """The part of a graph that leads from some of its nodes to others."""
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
