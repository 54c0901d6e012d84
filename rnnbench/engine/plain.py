"""A layer over time by plain autograd: slower than the back ends, but it can do more."""

from dataclasses import dataclass

import torch
from torch import Tensor

from rnnbench.components.cells import State
from rnnbench.engine.layers import Layer, Weights


def step(layer: Layer, weights: Weights, x: Tensor, state: State, frozen: bool = False) -> State:
    """The state after a step, which autograd can differentiate twice.

    Args:
        layer: the layer.
        weights: those of the step, assembled, each (P, ...).
        x: the step's inputs, (P, B, D) floats, or (P, B) symbols.
        state: the state before it.
        frozen: whether recurrent matrices shall matter for the step's Jacobian alone, and not for
            the place where the slopes of its nonlinearities are taken.
    """
    pre = _Pre(layer, weights, x, frozen)
    vectors = {name: pre.over_batch(name) for name in layer.cell.vectors}
    return layer.cell.step(pre, state, vectors)


@dataclass(frozen=True)
class Run:
    """One layer over time.

    Attributes:
        layer: the layer.
        weights: those of its steps, each (P, ...).
        inputs: (P, T, B, D) floats, or (P, T, B) symbols.
        states: before the first step, then after each.
    """

    layer: Layer
    weights: Weights
    inputs: Tensor
    states: list[State]

    def step(self, t: int, state: State, frozen: bool = False) -> State:
        """The state after step t, given the one before; ``frozen`` as in ``step``."""
        return step(self.layer, self.weights, self.inputs[:, t], state, frozen)


class _Pre:
    """The pre-activations of a step."""

    def __init__(self, layer: Layer, weights: Weights, x: Tensor, frozen: bool) -> None:
        self.layer, self.weights, self.frozen = layer, weights, frozen
        self.x = x
        if layer.symbolic:
            self.x = torch.nn.functional.one_hot(x, layer.inputs).to(weights["W"])

    def __call__(self, vector: Tensor, *gates: str) -> tuple[Tensor, ...]:
        norm, there = self.layer.norm, vector.detach()
        w, u = (self._block(name, gates).flatten(-2) for name in ("W", "U"))
        sums = there @ u.detach() + (vector - there) @ u if self.frozen else vector @ u
        a = (self.x @ w + sums).unflatten(-1, (len(gates), -1))
        own = {name: self._block(name, gates).unsqueeze(1).expand_as(a) for name in norm.weights}
        normalised = norm(a, own) + self._block("b", gates).unsqueeze(1)
        parts: tuple[Tensor, ...] = normalised.unbind(-2)
        return parts

    def memory(self, c: Tensor) -> Tensor:
        own = {name: self.over_batch(name) for name in self.layer.memory_weights()}
        return self.layer.norm.memory(c, own)

    def over_batch(self, name: str) -> Tensor:
        """A weight (P, H) as (P, B, H)."""
        return self.weights[name].unsqueeze(1).expand(-1, self.x.shape[1], -1)

    def _block(self, name: str, gates: tuple[str, ...]) -> Tensor:
        """A weight's blocks of some gates, with an axis of gates before the last."""
        places = self.layer.cell.gate_names()
        parts: Tensor = self.weights[name].unflatten(-1, (len(places), -1))
        return parts[..., [places.index(gate) for gate in gates], :]
