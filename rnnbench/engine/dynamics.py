"""What a step does to the error signal that goes back through it: Pascanu's Ω."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rnnbench.cells import State
from rnnbench.engine.nets import Carried, Nets, Readout
from rnnbench.layers import Layer, Weights


@dataclass(frozen=True)
class Run:
    """One layer over time, by plain autograd, which can differentiate it twice.

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


def omega_gradients(
    nets: Nets,
    weights: Weights,
    inputs: Tensor,
    readout: Readout,
    loss: Callable[[Tensor], Tensor],
    lengths: Tensor | None = None,
    carried: Carried | None = None,
) -> dict[str, Tensor]:
    """Gradient of Ω, averaged over the batch, with respect to every layer's U, by name.

    Args:
        nets: the nets of some members.
        weights: their weights, each (P, ...), which need gradients.
        inputs: (P, T, B, D) floats, or (P, T, B) symbols.
        readout: which answers there are.
        loss: answers (P, T', B, O) -> loss of each member, (P,).
        lengths: (P, B), steps of each example; None: all T.
        carried: states to start from; None: zero ones.
    """
    runs: list[Run] = []

    def recorded(prefix: str, own: Weights, x: Tensor, start: State | None) -> tuple[Tensor, State]:
        layer = nets.layers[prefix]
        zero = x.new_zeros(len(x), x.shape[2], layer.hidden, dtype=own["W"].dtype)
        first = start or (zero,) * len(layer.cell.states)
        run = Run(layer, own, x, [tuple(part.clone().requires_grad_() for part in first)])
        for t in range(x.shape[1]):
            run.states.append(run.step(t, run.states[-1]))
        runs.append(run)
        return torch.stack([state[0] for state in run.states[1:]], dim=1), run.states[-1]

    states = nets.states(weights, inputs, recorded, lengths, dict(carried or {}))
    answers = nets.answers(weights, states, readout, lengths)
    later = [part for run in runs for state in run.states[1:] for part in state]
    error = loss(answers).sum()
    signals = iter(torch.autograd.grad(error, later, retain_graph=True, allow_unused=True))
    total = torch.zeros((), dtype=answers.dtype, device=answers.device)
    for run in runs:
        for t, (before, after) in enumerate(zip(run.states, run.states[1:], strict=False)):
            arriving = [next(signals) for _ in after]
            total = total + _omega(run, t, before, arriving)
    names = [f"{prefix}U" for prefix in nets.layers]
    found = torch.autograd.grad(total, [weights[name] for name in names], allow_unused=True)
    return {
        name: torch.zeros_like(weights[name]) if gradient is None else gradient
        for name, gradient in zip(names, found, strict=True)
    }


def _omega(run: Run, t: int, before: State, arriving: Sequence[Tensor | None]) -> Tensor:
    """One step's term, averaged over the batch and summed over the members."""
    held = tuple(part.detach().requires_grad_() for part in before)
    made = run.step(t, held, frozen=True)
    signals = [
        torch.zeros_like(part) if signal is None else signal
        for part, signal in zip(made, arriving, strict=True)
    ]
    passed = torch.autograd.grad(made, held, signals, create_graph=True, allow_unused=True)
    going = _length([part for part in passed if part is not None])
    coming = _length(signals)
    # Where no error arrives there is nothing to keep; the root's own slope at 0 is infinite.
    ratio = torch.where(coming > 0, going / coming.clamp(min=torch.finfo(coming.dtype).tiny), 1.0)
    return (ratio - 1).square().mean(1).sum()


def _length(parts: Sequence[Tensor]) -> Tensor:
    """Length over all parts of a state, each (P, B, H) -> (P, B)."""
    squares = torch.cat(list(parts), dim=-1).square().sum(-1)
    positive = squares > 0
    return torch.where(positive, torch.where(positive, squares, 1.0).sqrt(), 0.0)
