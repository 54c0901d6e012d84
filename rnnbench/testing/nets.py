"""Small nets for the checks of components."""

from typing import Any

import torch
from torch import Tensor

from rnnbench.components.cells import Cell
from rnnbench.components.inits import Init
from rnnbench.components.inits.default import Default
from rnnbench.components.registry import BUILT_IN
from rnnbench.engine.backends import Backend
from rnnbench.engine.dropout import Masks
from rnnbench.engine.layers import Weights
from rnnbench.engine.nets import Nets, Readout
from rnnbench.engine.network import Network


def network(
    cell: str | type[Cell],
    norm: str = "none",
    inputs: int = 3,
    hidden: int = 4,
    outputs: int = 2,
    symbolic: bool = False,
    **arrangement: Any,
) -> Network:
    """Return the shape of a small net; built-in components may be given by name."""
    return Network(
        (BUILT_IN.load("cells", cell) if isinstance(cell, str) else cell)(),
        BUILT_IN.load("norms", norm)(),
        inputs,
        symbolic,
        hidden,
        outputs,
        **arrangement,
    )


def members(
    net: Network, count: int, dtype: torch.dtype = torch.float64, init: Init | None = None
) -> Weights:
    """Return stacked weights of some members, each (P, ...)."""
    starts = [net.start(init or Default(), seed) for seed in range(count)]
    return {name: torch.stack([s[name] for s in starts]).to(dtype) for name in starts[0]}


def forward(
    net: Network,
    weights: Weights,
    inputs: Tensor,
    readout: Readout = "every",
    backend: Backend = "eager",
    masks: Masks | None = None,
) -> Tensor:
    """Run the engine; return the answers of all members, (P, T', B, O)."""
    nets = Nets(net, inputs.shape[0], inputs.shape[2], weights["V"].detach(), backend)
    return nets(weights, inputs, readout, masks=masks)
