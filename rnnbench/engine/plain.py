"""A layer over time by plain autograd: slower than the back ends, but it can do more."""

from dataclasses import dataclass

import torch
from torch import Tensor

from rnnbench.cells import State
from rnnbench.layers import Layer, Weights


@dataclass(frozen=True)
class Run:
    """One layer over time, which autograd can differentiate twice.

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
        """The state after step t, given the one before.

        Args:
            t: the step.
            state: the state before it.
            frozen: whether recurrent matrices shall matter for the step's Jacobian alone, and not
                for the place where the slopes of its nonlinearities are taken.
        """
        pre = _Pre(self, t, frozen)
        vectors = {name: pre.over_batch(name) for name in self.layer.cell.vectors}
        return self.layer.cell.step(pre, state, vectors)


class _Pre:
    """The pre-activations of one step of a run."""

    def __init__(self, run: Run, t: int, frozen: bool) -> None:
        self.run, self.frozen = run, frozen
        self.x = run.inputs[:, t]
        if run.layer.symbolic:
            one_hot = torch.nn.functional.one_hot(self.x, run.layer.inputs)
            self.x = one_hot.to(run.weights["W"])

    def __call__(self, vector: Tensor, *gates: str) -> tuple[Tensor, ...]:
        norm, there = self.run.layer.norm, vector.detach()
        w, u = (self._block(name, gates).flatten(-2) for name in ("W", "U"))
        sums = there @ u.detach() + (vector - there) @ u if self.frozen else vector @ u
        a = (self.x @ w + sums).unflatten(-1, (len(gates), -1))
        own = {name: self._block(name, gates).unsqueeze(1).expand_as(a) for name in norm.weights}
        normalised = norm(a, own) + self._block("b", gates).unsqueeze(1)
        parts: tuple[Tensor, ...] = normalised.unbind(-2)
        return parts

    def memory(self, c: Tensor) -> Tensor:
        own = {name: self.over_batch(name) for name in self.run.layer.memory_weights()}
        return self.run.layer.norm.memory(c, own)

    def over_batch(self, name: str) -> Tensor:
        """A weight (P, H) as (P, B, H)."""
        return self.run.weights[name].unsqueeze(1).expand(-1, self.x.shape[1], -1)

    def _block(self, name: str, gates: tuple[str, ...]) -> Tensor:
        """A weight's blocks of some gates, with an axis of gates before the last."""
        places = self.run.layer.cell.gate_names()
        parts: Tensor = self.run.weights[name].unflatten(-1, (len(places), -1))
        return parts[..., [places.index(gate) for gate in gates], :]
