"""How long a recurrence of one unit remembers its first input, and how much of it is saturated."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

Activation = Callable[[Tensor], Tensor]


def saturated_share(values: Tensor, low: float, high: float, margin: float = 0.1) -> float:
    """Share of activations within a margin of their range's ends, from 0 to 1.

    Args:
        values: activations, of any shape.
        low: lower end of their range: 0 for σ, -1 for tanh.
        high: upper end, 1 for both.
        margin: part of the range, at either end, that counts as saturated.

    Source: Karpathy, Johnson, Fei-Fei, arXiv:1506.02078, section 4.2, for σ and a margin of 0.1.
    """
    within = margin * (high - low)
    return float(((values < low + within) | (values > high - within)).double().mean())


def differences(
    activation: Activation, weight: float, firsts: tuple[float, float], steps: int
) -> Tensor:
    """|h(t) - h'(t)| for t = 1 ... steps, (steps,), of two runs with different first inputs.

    h(1) = activation(x), then h(t) = activation(w h(t-1)) with no more input.

    Args:
        activation: the nonlinearity.
        weight: w.
        firsts: the two values of x.
        steps: the last t.
    """
    state, found = activation(torch.tensor(firsts, dtype=torch.float64)), []
    for _ in range(steps):
        found.append((state[0] - state[1]).abs())
        state = activation(weight * state)
    return torch.stack(found)


def steps_until_below(differences: Tensor, threshold: float) -> float:
    """Steps after the first one until a difference is below the threshold for good; inf if never.

    A threshold of half the first difference gives the memory's half-life; one of the precision with
    which states are read gives how long two first inputs can be told apart. Differences that are
    not finite count as above it.

    Args:
        differences: of steps 1 ... T, (T,).
        threshold: a difference.
    """
    above = (~(differences < threshold)).nonzero().flatten()
    if not len(above):
        return 0.0
    last = int(above[-1])
    return math.inf if last == len(differences) - 1 else float(last + 1)
