"""The two back ends that unroll a population: ``eager``, the readable reference, and ``compiled``.

Both give the same numbers, to rounding. Compiling takes seconds, so short work stays eager.
"""

import sys
from functools import cache
from typing import Literal, Protocol

import torch
from torch import Tensor

from rnnbench.components.cells import State
from rnnbench.engine.layers import Layer, Weights
from rnnbench.engine.network import Network
from rnnbench.engine.products import Workspace
from rnnbench.engine.scan import unroll

Backend = Literal["eager", "compiled"]

EAGER_SECONDS_PER_GATE_UNIT = 1.6e-8
"""Rough seconds for one unit of one gate at one step of one example: forward, backward, update."""
WORTH_COMPILING = 12.0
"""Seconds of eager work above which compiling pays; it saves about half of them."""


class Unroll(Protocol):
    """Function from weights (P, ...) and inputs (P, T, B[, D]) to states (P, T, B, H).

    The states are valid and differentiable until the next call.
    """

    def __call__(
        self, weights: Weights, inputs: Tensor, start: State | None = None
    ) -> tuple[Tensor, State]:
        """Unroll a layer, as ``scan.unroll`` does."""


def choose(gate_units: float, device: torch.device) -> Backend:
    """The faster back end for a number of gate units: G·H·T·B, over all updates of all runs.

    A GPU uses the eager one: the kernels are made for a CPU core.
    """
    pays = gate_units * EAGER_SECONDS_PER_GATE_UNIT > WORTH_COMPILING
    return "compiled" if device.type == "cpu" and pays and can_compile() else "eager"


def able(backend: Backend, network: Network) -> Backend:
    """The wanted back end if it can run these nets, else the eager one.

    Recurrent dropout and unshared weights are not compiled.
    """
    return "eager" if network.drops_state or network.unshared_steps else backend


def unroller(backend: Backend, layer: Layer, members: int, batch: int, like: Tensor) -> Unroll:
    """An unroller of a layer of P members on batches of B.

    Args:
        backend: the back end.
        layer: the shape that all members share.
        members: P.
        batch: B.
        like: a tensor with the weights' type and device.
    """
    if backend == "compiled":
        from rnnbench.engine.compiled import CompiledScan

        return CompiledScan(layer, members, batch, like).unroll
    workspace = Workspace()
    return lambda weights, inputs, start=None: unroll(
        layer, weights, inputs, workspace, start=start
    )


@cache
def can_compile() -> bool:
    """Whether there is a C++ compiler; warns once if there is none."""
    from torch._inductor import cpp_builder, exc

    try:
        cpp_builder.get_cpp_compiler()
    except exc.InvalidCxxCompiler:
        print(
            "warning: no C++ compiler found; training in eager mode, about half as fast",
            file=sys.stderr,
        )
        return False
    return True
