"""Deep feed-forward nets, P at once: the outputs of all layers, and the gradients at them.

All layers have N units and no biases. ``weights`` has one tensor a layer, from the bottom up; a net
whose layers share one matrix has the same tensor at every place. Vectors are rows: h W.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Generator, Tensor

from rnnbench.probes.measures.activations import Activation

States = list[Tensor]
"""The input, then the output of every layer, each (P, N)."""


def uniform(nets: int, inputs: int, outputs: int, gain: float, generator: Generator) -> Tensor:
    """Weights of one layer of P nets, (P, D, N), of standard deviation gain / √D, float64.

    A gain of 1/√3 makes them uniform on ±1/√D. Source: Glorot & Bengio, AISTATS 2010, eq. 1, who
    call that the standard initialisation.

    Args:
        nets: P.
        inputs: D.
        outputs: N.
        gain: what multiplies the length of a vector on average, in a linear layer of D = N.
        generator: draws them.
    """
    drawn = torch.rand((nets, inputs, outputs), generator=generator, dtype=torch.float64)
    found: Tensor = (2 * drawn - 1) * gain * (3 / inputs) ** 0.5
    return found


def plain(bottom: Tensor, weights: Sequence[Tensor], activation: Activation) -> States:
    """h(l) = activation(h(l-1) W(l)).

    Args:
        bottom: h(0), (P, N).
        weights: each (P, N, N).
        activation: the nonlinearity.
    """
    states = [bottom]
    for weight in weights:
        states.append(activation(_times(states[-1], weight)))
    return states


def residual(bottom: Tensor, weights: Sequence[Tensor], activation: Activation) -> States:
    """h(l) = h(l-1) + activation(h(l-1) W(l)); arguments as of ``plain``.

    Source: He, Zhang, Ren, Sun, CVPR 2016, arXiv:1512.03385, eq. 1, with one layer a block and
    nothing after the sum.
    """
    states = [bottom]
    for weight in weights:
        states.append(states[-1] + activation(_times(states[-1], weight)))
    return states


def dense(bottom: Tensor, weights: Sequence[Tensor], activation: Activation) -> States:
    """h(l) = activation([h(0) ... h(l-1)] W(l)): every layer sees all that are below it.

    Source: Huang, Liu, van der Maaten, Weinberger, CVPR 2017, arXiv:1608.06993, eq. 2.

    Args:
        bottom: h(0), (P, N).
        weights: that of layer l = 1, 2, ... (P, l·N, N).
        activation: the nonlinearity.
    """
    states = [bottom]
    for weight in weights:
        states.append(activation(_times(torch.cat(states, dim=-1), weight)))
    return states


def highway(
    bottom: Tensor,
    weights: Sequence[Tensor],
    gates: Sequence[Tensor],
    bias: float,
    activation: Activation,
) -> States:
    """h(l) = t * activation(h(l-1) W(l)) + (1 - t) * h(l-1) with t = σ(h(l-1) W_t(l) + bias).

    Source: Srivastava, Greff, Schmidhuber, "Highway networks", arXiv:1505.00387, eq. 3.

    Args:
        bottom: h(0), (P, N).
        weights: W, each (P, N, N).
        gates: W_t, each (P, N, N).
        bias: of the gates; the more negative, the more is carried on unchanged.
        activation: the nonlinearity.
    """
    states = [bottom]
    for weight, gate in zip(weights, gates, strict=True):
        below = states[-1]
        t = torch.sigmoid(_times(below, gate) + bias)
        states.append(t * activation(_times(below, weight)) + (1 - t) * below)
    return states


def gradients(stack: Callable[[Tensor], States], bottom: Tensor, last: Tensor) -> Tensor:
    """∂L / ∂h(L-k) for the distances k = 0 ... L from the top, (L+1, P, N).

    Args:
        stack: the outputs of all layers, given the input.
        bottom: the input, (P, N).
        last: ∂L / ∂h(L) of a loss of the top alone, (P, N).
    """
    states = stack(bottom.clone().requires_grad_())
    return torch.stack(torch.autograd.grad(states[-1], states[::-1], last))


def _times(vectors: Tensor, weight: Tensor) -> Tensor:
    """(P, D) times (P, D, N), net by net."""
    return (vectors.unsqueeze(-2) @ weight).squeeze(-2)
