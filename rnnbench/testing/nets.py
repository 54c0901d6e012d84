"""Small nets to check components in."""

from typing import Any

import torch
from torch import Tensor

from rnnbench.components import discovery
from rnnbench.components.inits import Init
from rnnbench.components.inits.default import Default
from rnnbench.engine.backends import Backend
from rnnbench.engine.dropout import Masks
from rnnbench.engine.layers import Weights
from rnnbench.engine.nets import Nets, Readout
from rnnbench.engine.network import Network


def network(
    cell: str,
    norm: str = "none",
    inputs: int = 3,
    hidden: int = 4,
    outputs: int = 2,
    symbolic: bool = False,
    **arrangement: Any,
) -> Network:
    """The shape of a small net, its cell and norm given by name."""
    return Network(
        discovery.load("cells", cell)(),
        discovery.load("norms", norm)(),
        inputs,
        symbolic,
        hidden,
        outputs,
        **arrangement,
    )


def members(
    net: Network, count: int, dtype: torch.dtype = torch.float64, init: Init | None = None
) -> Weights:
    """Stacked weights of some members, each (P, ...)."""
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
    """The engine: answers of all members, (P, T', B, O)."""
    nets = Nets(net, inputs.shape[0], inputs.shape[2], weights["V"].detach(), backend)
    return nets(weights, inputs, readout, masks=masks)
