"""States and pre-activations of a net on its way over some inputs."""

from dataclasses import dataclass

import torch
from torch import Tensor

from rnnbench.engine.layers import Layer, Weights
from rnnbench.engine.plain import UnrolledLayer


@dataclass(frozen=True)
class Trace:
    """One net on its way over some inputs.

    Attributes:
        states: by name, after each step, (T, B, H).
        sums: of each gate, W x(t) + U h(t-1) + b, (T, B, H).
    """

    states: dict[str, Tensor]
    sums: dict[str, Tensor]


@torch.no_grad()
def trace(layer: Layer, weights: Weights, inputs: Tensor) -> Trace:
    """Run one net from the cell's own start.

    Args:
        layer: a layer without a norm, whose gates all see h(t-1), such as an LSTM's.
        weights: one net's, as its steps use them: those of ``Layer.assembled`` without the P.
        inputs: (T, B, D) floats, or (T, B) symbols.

    Raises:
        ValueError: a gate of the cell does not see h(t-1).
    """
    cell = layer.cell
    if len(cell.gates) != 1 or cell.input_gates or cell.sources != ("h",):
        raise ValueError(f"not all gates of {type(cell).__name__} see h(t-1)")
    stacked = {name: weight.unsqueeze(0) for name, weight in weights.items()}
    run = UnrolledLayer.at_start(layer, stacked, inputs.unsqueeze(0))
    for t in range(len(inputs)):
        run.states.append(run.step(t, run.states[-1]))
    before = torch.cat([state[0] for state in run.states[:-1]])  # (T, B, H)
    shown = weights["W"][inputs] if layer.symbolic else inputs @ weights["W"]
    sums = shown + before @ weights["U"] + weights["b"]
    after = zip(*run.states[1:], strict=True)
    return Trace(
        {n: torch.cat(part) for n, part in zip(layer.cell.states, after, strict=True)},
        dict(
            zip(layer.cell.gate_names(), sums.chunk(len(layer.cell.gate_names()), -1), strict=True)
        ),
    )
