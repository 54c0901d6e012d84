"""Checks that every cell has to pass, under every norm."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from rnnbench.components.cells import Cell
from rnnbench.engine.backends import can_compile
from rnnbench.engine.network import Network, of_layer
from rnnbench.engine.products import Workspace
from rnnbench.engine.scan import unroll
from rnnbench.seeding import generator
from rnnbench.testing.nets import forward, members, network

P, T, B = 3, 5, 2
Pre = float | Callable[[Tensor], Tensor]
"""A gate's pre-activation: a number, or a function of the vector that U multiplies."""


def one_step(
    cell: type[Cell],
    state: Mapping[str, float],
    pre: Mapping[str, Pre],
    own: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """One step of a cell with one unit, for worked examples: numbers in, numbers out.

    Args:
        cell: the cell.
        state: the old value of each state.
        pre: the pre-activation of each gate.
        own: the cell's own vectors and matrices.

    Returns:
        The new value of each state.
    """
    weights = own or {}
    old = tuple(_number(state[name]) for name in cell.states)
    vectors = {name: _number(weights[name]) for name in cell.vectors}
    new = cell().step(_Numbers(pre, weights), old, vectors)
    return {name: part.item() for name, part in zip(cell.states, new, strict=True)}


class _Numbers:
    """The products of a step whose results are given."""

    def __init__(self, pre: Mapping[str, Pre], own: Mapping[str, float]) -> None:
        self._pre, self._own = pre, own

    def __call__(self, vector: Tensor, *gates: str) -> tuple[Tensor, ...]:
        given = (self._pre[gate] for gate in gates)
        return tuple(a(vector) if callable(a) else _number(a) for a in given)

    def input(self, *gates: str) -> tuple[Tensor, ...]:
        return self(_number(0.0), *gates)

    def product(self, matrix: str, vector: Tensor) -> Tensor:
        return self._own[matrix] * vector

    def memory(self, c: Tensor) -> Tensor:
        return c


def _number(value: float) -> Tensor:
    """A number as (P, B, H) = (1, 1, 1)."""
    return torch.full((1, 1, 1), value, dtype=torch.float64)


def check_gradients(cell: str | type[Cell], norm: str = "none") -> None:
    """Compare gradients by all weights and inputs with finite differences, in float64."""
    net = network(cell, norm, inputs=2, hidden=3)
    weights = members(net, 2)
    inputs = _inputs(net)[:2, :3].requires_grad_()

    def outputs(inputs: Tensor, *values: Tensor) -> Tensor:
        return forward(net, dict(zip(weights, values, strict=True)), inputs)

    values = [weight.requires_grad_() for weight in weights.values()]
    assert torch.autograd.gradcheck(outputs, (inputs, *values))


def check_batch_independence(cell: str | type[Cell], norm: str = "none") -> None:
    """Check that an example's answers depend on the rest of the batch under batch norm alone."""
    net = network(cell, norm)
    weights, inputs = members(net, P), _inputs(net)
    whole = forward(net, weights, inputs)
    torch.testing.assert_close(forward(net, weights, inputs.flip(2)), whole.flip(2))
    alone = forward(net, weights, inputs[:, :, :1])
    assert torch.allclose(alone, whole[:, :, :1]) != net.norm.uses_batch


def check_causality(cell: str | type[Cell], norm: str = "none") -> None:
    """Check that answers do not depend on later inputs."""
    net = network(cell, norm)
    weights, inputs = members(net, P), _inputs(net)
    whole = forward(net, weights, inputs)
    torch.testing.assert_close(forward(net, weights, inputs[:, :3]), whole[:, :3])


def check_states(cell: str | type[Cell], norm: str = "none") -> None:
    """Check that states start at their ``state_starts`` and stay (P, B, H)."""
    net = network(cell, norm)
    (layer,) = net.layers().values()
    own = layer.assembled(of_layer(members(net, P), "", layer))
    starts, inputs = net.cell.state_starts, _inputs(net)
    first = tuple(inputs.new_full((P, B, 4), starts.get(name, 0.0)) for name in net.cell.states)
    found, last = unroll(layer, own, inputs, Workspace())
    assert len(last) == len(first), f"step returns {len(last)} states, not {len(first)}"
    for name, part in zip(net.cell.states, last, strict=True):
        assert part.shape == (P, B, 4), f"state {name} becomes {tuple(part.shape)}, not (P, B, H)"
        assert part.dtype == inputs.dtype, f"state {name} becomes {part.dtype}"
    given, _ = unroll(layer, own, inputs, Workspace(), start=first)
    torch.testing.assert_close(found, given, msg="a state does not start as declared")


def check_memory(cell: str | type[Cell], norm: str = "none") -> None:
    """Check that a cell with a memory ``c`` uses ``pre.memory(c)``, so that its norm trains."""
    net = network(cell, "layer_memory")
    if "c" not in net.cell.states:
        return
    weights = {name: weight.requires_grad_() for name, weight in members(net, P).items()}
    outputs = forward(net, weights, _inputs(net))
    for name in net.norm.memory_weights:
        (gradient,) = torch.autograd.grad(
            outputs.sum(), weights[name], retain_graph=True, allow_unused=True
        )
        assert gradient is not None, "the output does not depend on pre.memory(c): use it in h"
        assert (gradient != 0).any(), "the output does not depend on pre.memory(c): use it in h"


def check_back_ends(cell: str | type[Cell], norm: str = "none") -> None:
    """Compare outputs and gradients of the compiled back end with those of the eager one.

    Without a C++ compiler it passes.
    """
    if not can_compile():
        return
    net = network(cell, norm)
    weights = {name: weight.requires_grad_() for name, weight in members(net, P).items()}
    inputs = _inputs(net).requires_grad_()
    everything = {"the inputs": inputs, **weights}
    eager = forward(net, weights, inputs, backend="eager")
    compiled = forward(net, weights, inputs, backend="compiled")
    torch.testing.assert_close(compiled, eager, msg="outputs differ once the cell is compiled")
    pull = torch.randn(eager.shape, generator=generator("pull"), dtype=eager.dtype)
    expected, found = (
        torch.autograd.grad((outputs * pull).sum(), list(everything.values()))
        for outputs in (eager, compiled)
    )
    for name, ours, theirs in zip(everything, found, expected, strict=True):
        torch.testing.assert_close(
            ours, theirs, rtol=1e-7, atol=1e-9, msg=f"gradients of {name} differ once compiled"
        )


def _inputs(net: Network) -> Tensor:
    draw = generator("inputs")
    return torch.randn(P, T, B, net.inputs, generator=draw, dtype=torch.float64)


CELL_CHECKS: tuple[Callable[[type[Cell]], None], ...] = (
    check_gradients,
    check_batch_independence,
    check_causality,
    check_states,
    check_memory,
    check_back_ends,
)
"""Each takes a cell, and the name of a norm if it is not ``none``."""
