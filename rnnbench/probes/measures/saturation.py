"""Memory of a recurrence of one unit for its first input."""

import math

import torch
from torch import Tensor

from rnnbench.probes.measures.activations import Activation


def differences(activation: Activation, weight: Tensor, firsts: Tensor, steps: int) -> Tensor:
    """|h(t) - h'(t)| for t = 1 ... steps, (steps, ...), of two runs with different first inputs.

    h(1) = activation(x), then h(t) = activation(w h(t-1)) with no more input.

    Args:
        activation: the nonlinearity.
        weight: w of each recurrence, (...).
        firsts: the two values of x, (2, ...), of shapes that broadcast.
        steps: the last t.
    """
    shape = torch.broadcast_shapes(firsts.shape[1:], weight.shape)
    state, found = activation(torch.stack([x.expand(shape) for x in firsts])), []
    for _ in range(steps):
        found.append((state[0] - state[1]).abs())
        state = activation(weight * state)
    return torch.stack(found)


def steps_until_below(differences: Tensor, threshold: Tensor | float) -> Tensor:
    """Steps after the first one until a difference is below the threshold for good; inf if never.

    A threshold of half the first difference gives the memory's half-life. A threshold at the
    precision of a readout gives the time for which two first inputs can be told apart. Differences
    that are not finite count as above it.

    Args:
        differences: of steps 1 ... T, (T, ...).
        threshold: a difference, the same for all or of shape (...).

    Returns:
        (...)
    """
    return _steps_until(differences < threshold)


def half_life(differences: Tensor) -> Tensor:
    """Steps after the first one until a difference is below half of what it was, for good.

    Args:
        differences: of steps 1 ... T, (T, ...).

    Returns:
        (...); inf if it never halves, 0 if there was no difference to begin with.
    """
    return _steps_until((differences < differences[0] / 2) | (differences[0] == 0))


def lifetime(differences: Tensor) -> Tensor:
    """Steps after the first one until a difference has halved or doubled: faded or blown up.

    Args:
        differences: of steps 1 ... T, (T, ...).

    Returns:
        (...); inf if it never does, 0 if there was no difference to begin with.
    """
    first = differences[0]
    kept = (differences >= first / 2) & (differences <= first * 2) & (first > 0)
    return _steps_until(kept.int().cumprod(0) == 0)


def _steps_until(gone: Tensor) -> Tensor:
    """Steps up to the last one that is not gone, (...), given (T, ...); inf if the last is not."""
    after = gone.flip(0).int().cumprod(0).sum(0)
    steps: Tensor = (len(gone) - after).to(torch.float64)
    return steps.where(after > 0, math.inf)
