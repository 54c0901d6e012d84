"""A layer over time by plain autograd: slower than the back ends, but differentiable twice."""

from dataclasses import dataclass

import torch
from torch import Tensor

from rnnbench.components.cells import State
from rnnbench.engine.layers import Layer, Product, Weights


def step(layer: Layer, weights: Weights, x: Tensor, state: State, frozen: bool = False) -> State:
    """The state after one step, differentiable twice.

    Args:
        layer: the layer.
        weights: those of the step, assembled, each (P, ...).
        x: the step's inputs, (P, B, D) floats, or (P, B) symbols.
        state: the state before it.
        frozen: whether gradients of recurrent matrices come from the step's Jacobian alone, and
            not from the point where the slopes of its nonlinearities are taken.
    """
    pre = _Pre(layer, weights, x, frozen)
    vectors = {name: pre.over_batch(name) for name in layer.cell.vectors}
    return layer.cell.step(pre, state, vectors)


@dataclass(frozen=True)
class UnrolledLayer:
    """A layer with its inputs, to be run step by step.

    Attributes:
        layer: the layer.
        weights: those of its steps, each (P, ...).
        inputs: (P, T, B, D) floats, or (P, T, B) symbols.
        states: the states so far; the first one is before the first step.
    """

    layer: Layer
    weights: Weights
    inputs: Tensor
    states: list[State]

    @classmethod
    def at_start(cls, layer: Layer, weights: Weights, inputs: Tensor) -> "UnrolledLayer":
        """Before the first step, in the cell's own start."""
        first = layer.first_state(len(inputs), inputs.shape[2], weights["W"])
        return cls(layer, weights, inputs, [first])

    def step(self, t: int, state: State, frozen: bool = False) -> State:
        """The state after step t, given the one before; ``frozen`` as in ``step``."""
        return step(self.layer, self.weights, self.inputs[:, t], state, frozen)


class _Pre:
    """The products of a step."""

    def __init__(self, layer: Layer, weights: Weights, x: Tensor, frozen: bool) -> None:
        self.layer, self.weights, self.frozen = layer, weights, frozen
        self._products = {product.key: product for product in layer.products}
        self.x = x
        if layer.symbolic:
            self.x = torch.nn.functional.one_hot(x, layer.inputs).to(weights["W"])

    def __call__(self, vector: Tensor, *gates: str) -> tuple[Tensor, ...]:
        product = self._products[gates]
        return self._normalised(product, self._inputs(product) + self._recurrent(product, vector))

    def input(self, *gates: str) -> tuple[Tensor, ...]:
        product = self._products[gates]
        return self._normalised(product, self._inputs(product))

    def product(self, matrix: str, vector: Tensor) -> Tensor:
        return self._recurrent(self._products[matrix], vector)

    def memory(self, c: Tensor) -> Tensor:
        own = {name: self.over_batch(name) for name in self.layer.memory_weights()}
        return self.layer.norm.memory(c, own)

    def over_batch(self, name: str) -> Tensor:
        """A weight (P, H) as (P, B, H)."""
        return self.weights[name].unsqueeze(1).expand(-1, self.x.shape[1], -1)

    def _inputs(self, product: Product) -> Tensor:
        """X W, (P, B, N)."""
        return self.x @ product.of(self.weights["W"])

    def _recurrent(self, product: Product, vector: Tensor) -> Tensor:
        """V M, (P, B, N); if frozen, M matters for the derivative with respect to v alone."""
        matrix, there = product.of(self.weights[str(product.matrix)]), vector.detach()
        if self.frozen:
            return there @ matrix.detach() + (vector - there) @ matrix
        return vector @ matrix

    def _normalised(self, product: Product, sums: Tensor) -> tuple[Tensor, ...]:
        norm, a = self.layer.norm, sums.unflatten(-1, (len(product.gates), -1))
        b, *own = (product.blocks(self.weights[name]).unsqueeze(1) for name in ("b", *norm.weights))
        weights = {n: w.expand_as(a) for n, w in zip(norm.weights, own, strict=True)}
        return (norm(a, weights) + b).unbind(-2)
