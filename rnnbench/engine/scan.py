"""Unrolling one layer of a population over time: the eager back end."""

import torch
from torch import Tensor

from rnnbench.components.cells import State
from rnnbench.engine.batch_statistics import Group, Moments, Statistics
from rnnbench.engine.dropout import Within
from rnnbench.engine.layers import Layer, Weights
from rnnbench.engine.products import RecurrentProduct, Workspace


def unroll(
    layer: Layer,
    weights: Weights,
    inputs: Tensor,
    workspace: Workspace,
    statistics: Statistics | None = None,
    start: State | None = None,
    within: Within | None = None,
) -> tuple[Tensor, State]:
    """Run a layer of every member over its inputs.

    Args:
        layer: the shape that all members share.
        weights: stacked weights, each (P, ...).
        inputs: (P, T, B, D) floats, or (P, T, B) symbols.
        workspace: buffers of earlier passes, to be used again.
        statistics: of training data, for a norm that would use those of the batch.
        start: the state before the first step, each part (P, B, H); None: zero. No gradient goes
            back into it.
        within: dropout inside the recurrence.

    Returns:
        The first state vector after every step, (P, T, B, H), and the state after the last one,
        detached and copied.
    """
    step = _Step(layer, weights, inputs, workspace, statistics, within)
    return _unrolled(layer, weights, step, start)


def watched(
    layer: Layer,
    weights: Weights,
    inputs: Tensor,
    workspace: Workspace,
    start: State | None = None,
    within: Within | None = None,
) -> tuple[tuple[Tensor, State], Moments]:
    """What ``unroll`` returns, and the moments over the batch of the sums on the way."""
    step = _Step(layer, weights, inputs, workspace, within=within)
    found = _unrolled(layer, weights, step, start)
    moments = {
        group: torch.var_mean(product.sums, dim=2, correction=0)
        for group, product in step.products.items()
    }
    return found, moments


def _unrolled(
    layer: Layer, weights: Weights, step: "_Step", start: State | None
) -> tuple[Tensor, State]:
    members, steps, batch = step.shape
    zero = weights["U"].new_zeros(members, batch, layer.hidden)
    vectors = {name: _over_batch(weights[name], batch) for name in layer.cell.vectors}
    state = start or (zero,) * len(layer.cell.states)
    outputs = []
    for step.t in range(steps):
        new = layer.cell.step(step, state, vectors)
        state = step.within.state(step.t, state, new) if step.within else new
        outputs.append(state[0])
    # Copies: a cell may pass a sum on as it is, which lies in a buffer of the next unrolling.
    return torch.stack(outputs, dim=1), tuple(part.detach().clone() for part in state)


class _Step:
    """The pre-activations of step ``t``, as a cell asks for them: one product a group of gates."""

    def __init__(
        self,
        layer: Layer,
        weights: Weights,
        inputs: Tensor,
        workspace: Workspace,
        statistics: Statistics | None = None,
        within: Within | None = None,
    ) -> None:
        self.t, self.within = 0, within
        self.shape = inputs.shape[:3]
        self.norm, self.statistics = layer.norm, statistics
        self.memory_weights = {
            name: _over_batch(weights[name], inputs.shape[2]) for name in layer.memory_weights()
        }
        self.products: dict[Group, RecurrentProduct] = {}
        self.norm_weights: dict[Group, Weights] = {}
        hidden, batch, start = layer.hidden, inputs.shape[2], 0
        for group in layer.cell.gates:
            columns = slice(start, start + len(group) * hidden)
            start = columns.stop
            self.products[group] = RecurrentProduct(
                inputs,
                weights["W"][..., columns],
                weights["U"][..., columns],
                weights["b"][:, columns] if layer.norm.identity else None,
                workspace,
                group,
            )
            self.norm_weights[group] = {
                name: _over_batch(weights[name][:, columns].unflatten(1, (len(group), -1)), batch)
                for name in ("b", *layer.norm.weights)
            }

    def memory(self, c: Tensor) -> Tensor:
        return self.norm.memory(c, self.memory_weights)

    def __call__(self, vector: Tensor, *gates: str) -> tuple[Tensor, ...]:
        if self.within:
            vector = self.within.vector(vector)
        a = self.products[gates](self.t, vector)  # (P, B, g·H)
        a = a.unflatten(-1, (len(gates), -1))  # (P, B, g, H)
        if not self.norm.identity:
            weights = self.norm_weights[gates]
            if self.statistics is None:
                a = self.norm(a, weights) + weights["b"]
            else:
                known = self.statistics.at(gates, self.t)
                a = self.norm.normalised(a, *known, weights) + weights["b"]
        return a.unbind(-2)


def _over_batch(weight: Tensor, batch: int) -> Tensor:
    """(P, ...) -> (P, B, ...), so that gradients are summed over the batch once, not every step."""
    members, *shape = weight.shape
    return weight.unsqueeze(1).expand(members, batch, *shape)
