"""Unrolling one layer of a population over time: the eager back end."""

import torch
from torch import Tensor

from rnnbench.components.cells import State
from rnnbench.engine.batch_statistics import Group, Moments, Statistics
from rnnbench.engine.dropout import RecurrentDropout
from rnnbench.engine.layers import Key, Layer, Weights
from rnnbench.engine.products import InputProduct, RecurrentProduct, Workspace


def unroll(
    layer: Layer,
    weights: Weights,
    inputs: Tensor,
    workspace: Workspace,
    statistics: Statistics | None = None,
    start: State | None = None,
    dropout: RecurrentDropout | None = None,
) -> tuple[Tensor, State]:
    """Run a layer of every member over its inputs.

    Args:
        layer: the shape that all members share.
        weights: stacked weights, each (P, ...).
        inputs: (P, T, B, D) floats, or (P, T, B) symbols.
        workspace: buffers of earlier passes, for reuse.
        statistics: of training data, for a norm that would use those of the batch.
        start: the state before the first step, each part (P, B, H), without gradient; None: the
            cell's own start.
        dropout: recurrent dropout.

    Returns:
        The first state vector after every step, (P, T, B, H), and the state after the last one,
        detached and copied.
    """
    step = _Step(layer, weights, inputs, workspace, statistics, dropout)
    return _unrolled(layer, weights, step, start)


def watched(
    layer: Layer,
    weights: Weights,
    inputs: Tensor,
    workspace: Workspace,
    start: State | None = None,
    dropout: RecurrentDropout | None = None,
) -> tuple[tuple[Tensor, State], Moments]:
    """The results of ``unroll``, and moments over the batch of all gates' sums before the norm."""
    step = _Step(layer, weights, inputs, workspace, dropout=dropout)
    found = _unrolled(layer, weights, step, start)
    sums = {key: product.sums for key, product in (step.inputs | step.products).items()}
    return found, {
        group: torch.var_mean(sums[group], dim=2, correction=0) for group in step.norm_weights
    }


def _unrolled(
    layer: Layer, weights: Weights, step: "_Step", start: State | None
) -> tuple[Tensor, State]:
    members, steps, batch = step.shape
    vectors = {name: _over_batch(weights[name], batch) for name in layer.cell.vectors}
    state = start or layer.first_state(members, batch, weights["W"])
    outputs = []
    for step.t in range(steps):
        new = layer.cell.step(step, state, vectors)
        state = step.dropout.state(step.t, state, new) if step.dropout else new
        outputs.append(state[0])
    # Copies: a cell may return a sum as it is, which lies in a buffer of the next unrolling.
    return torch.stack(outputs, dim=1), tuple(part.detach().clone() for part in state)


class _Step:
    """The products of step ``t``, as a cell asks for them."""

    def __init__(
        self,
        layer: Layer,
        weights: Weights,
        inputs: Tensor,
        workspace: Workspace,
        statistics: Statistics | None = None,
        dropout: RecurrentDropout | None = None,
    ) -> None:
        self.t, self.dropout = 0, dropout
        self.shape = inputs.shape[:3]
        self.norm, self.statistics = layer.norm, statistics
        batch = inputs.shape[2]
        self.memory_weights = {
            name: _over_batch(weights[name], batch) for name in layer.memory_weights()
        }
        self.inputs: dict[Key, InputProduct] = {}
        self.products: dict[Key, RecurrentProduct] = {}
        self.norm_weights: dict[Group, Weights] = {}
        for product in layer.products:
            input_weight = product.of(weights["W"]) if product.gates else None
            bias = product.of(weights["b"]) if product.gates and layer.norm.identity else None
            if product.gates:
                self.norm_weights[product.gates] = {
                    name: _over_batch(product.blocks(weights[name]), batch)
                    for name in ("b", *layer.norm.weights)
                }
            if product.matrix:
                matrix = product.of(weights[product.matrix])
                self.products[product.key] = RecurrentProduct(
                    inputs, input_weight, matrix, bias, workspace, product.key
                )
            elif input_weight is not None:
                self.inputs[product.key] = InputProduct(inputs, input_weight, bias)

    def memory(self, c: Tensor) -> Tensor:
        return self.norm.memory(c, self.memory_weights)

    def __call__(self, vector: Tensor, *gates: str) -> tuple[Tensor, ...]:
        return self._normalised(gates, self._times(gates, "U", vector))

    def input(self, *gates: str) -> tuple[Tensor, ...]:
        return self._normalised(gates, self.inputs[gates](self.t))

    def product(self, matrix: str, vector: Tensor) -> Tensor:
        return self._times(matrix, matrix, vector)

    def _times(self, key: Key, matrix: str, vector: Tensor) -> Tensor:
        if self.dropout:
            vector = self.dropout.vector(matrix, vector)
        return self.products[key](self.t, vector)  # (P, B, N)

    def _normalised(self, gates: Group, sums: Tensor) -> tuple[Tensor, ...]:
        a = sums.unflatten(-1, (len(gates), -1))  # (P, B, g, H)
        if not self.norm.identity:
            weights = self.norm_weights[gates]
            if self.statistics is None:
                a = self.norm(a, weights) + weights["b"]
            else:
                known = self.statistics.at(gates, self.t)
                a = self.norm.normalised(a, *known, weights) + weights["b"]
        parts: tuple[Tensor, ...] = a.unbind(-2)
        return parts


def _over_batch(weight: Tensor, batch: int) -> Tensor:
    """(P, ...) -> (P, B, ...), so that gradients are summed over the batch once, not every step."""
    members, *shape = weight.shape
    return weight.unsqueeze(1).expand(members, batch, *shape)
