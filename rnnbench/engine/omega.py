"""Pascanu's Ω: how a step changes the length of the error signal that goes back through it."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from rnnbench.components.cells import State
from rnnbench.engine.layers import Weights
from rnnbench.engine.nets import HiddenState, Nets, Readout
from rnnbench.engine.plain import UnrolledLayer


def omega_gradients(
    nets: Nets,
    weights: Weights,
    inputs: Tensor,
    readout: Readout,
    loss: Callable[[Tensor], Tensor],
    lengths: Tensor | None = None,
    hidden_state: HiddenState | None = None,
    shown: Tensor | None = None,
) -> dict[str, Tensor]:
    """Gradient of Ω, averaged over the batch, with respect to all recurrent weights, by name.

    Args:
        nets: the nets of some members.
        weights: their weights, each (P, ...), which need gradients.
        inputs: (P, T, B, D) floats, or (P, T, B) symbols.
        readout: ``last``, ``every`` or ``decoder``.
        loss: answers (P, T', B, O) -> loss of each member, (P,).
        lengths: (P, B), steps of each example; None: all T.
        hidden_state: the states before the first step; None: the cell's own start.
        shown: (P, T', B), inputs of the decoder, if there is one.
    """
    runs: list[UnrolledLayer] = []

    def recorded(prefix: str, own: Weights, x: Tensor, start: State | None) -> tuple[Tensor, State]:
        layer = nets.layers[prefix]
        first = start or layer.first_state(len(x), x.shape[2], own["W"])
        run = UnrolledLayer(layer, own, x, [tuple(part.clone().requires_grad_() for part in first)])
        for t in range(x.shape[1]):
            run.states.append(run.step(t, run.states[-1]))
        runs.append(run)
        return torch.stack([state[0] for state in run.states[1:]], dim=1), run.states[-1]

    states = nets.states(weights, inputs, recorded, lengths, dict(hidden_state or {}), shown=shown)
    answers = nets.answers(weights, states, readout, lengths)
    later = [part for run in runs for state in run.states[1:] for part in state]
    error = loss(answers).sum()
    signals = iter(torch.autograd.grad(error, later, retain_graph=True, allow_unused=True))
    total = torch.zeros((), dtype=answers.dtype, device=answers.device)
    for run in runs:
        for t, (before, after) in enumerate(zip(run.states, run.states[1:], strict=False)):
            arriving = [next(signals) for _ in after]
            total = total + _omega(run, t, before, arriving)
    names = nets.network.recurrent_weights()
    found = torch.autograd.grad(total, [weights[name] for name in names], allow_unused=True)
    return {
        name: torch.zeros_like(weights[name]) if gradient is None else gradient
        for name, gradient in zip(names, found, strict=True)
    }


def _omega(run: UnrolledLayer, t: int, before: State, arriving: Sequence[Tensor | None]) -> Tensor:
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
    # The ratio is 1 where no error arrives; the slope of the root at 0 would be infinite.
    ratio = torch.where(coming > 0, going / coming.clamp(min=torch.finfo(coming.dtype).tiny), 1.0)
    return (ratio - 1).square().mean(1).sum()


def _length(parts: Sequence[Tensor]) -> Tensor:
    """Length over all parts of a state, each (P, B, H) -> (P, B)."""
    squares = torch.cat(list(parts), dim=-1).square().sum(-1)
    positive = squares > 0
    return torch.where(positive, torch.where(positive, squares, 1.0).sqrt(), 0.0)
