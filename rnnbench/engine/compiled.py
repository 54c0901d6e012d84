"""The compiled back end: a scan that owns the products, with fused kernels between them.

Forward, a step is: for each product, the kernel that makes its vector, then the product into a
buffer; last, the kernel that makes the new state. Backward, the same in reverse; a product's
gradient goes through the product and into the weight gradient while it is still in the cache. No
step allocates memory.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function
from torch.fx import GraphModule

from rnnbench.components.cells import Cell, State
from rnnbench.components.norms import Norm
from rnnbench.engine import kernels
from rnnbench.engine.graphs import placeholders_of, results_of
from rnnbench.engine.kernels import Mode
from rnnbench.engine.layers import Layer, Weights
from rnnbench.engine.products import Workspace, rows
from rnnbench.engine.segments import Segment, constants, trace


class CompiledScan:
    """Unrolls one layer for P members and batches of B, over any number of steps.

    The states it returns lie in buffers that the next unrolling overwrites.

    Args:
        layer: the shape that all members share.
        members: P.
        batch: B.
        like: a tensor with the weights' type and device.
    """

    def __init__(self, layer: Layer, members: int, batch: int, like: Tensor) -> None:
        self.layer, self.members, self.batch = layer, members, batch
        self.workspace = Workspace()
        key = (type(layer.cell), type(layer.norm), layer.hidden, members, batch)
        self.stages = _stages(*key, like.dtype, like.device)
        *self.makers, self.last = self.stages

    def unroll(
        self, weights: Weights, inputs: Tensor, start: State | None = None
    ) -> tuple[Tensor, State]:
        """What ``scan.unroll`` gives: all states (P, T, B, H), and what the last step left."""
        fixed = constants(self.layer, weights, self.batch)
        bias = weights["b"] if self.layer.norm.identity else torch.zeros_like(weights["b"])
        hidden, *last = _Scan.apply(  # type: ignore[no-untyped-call]
            self, start, inputs, weights["W"], weights["U"], bias, *fixed
        )
        return hidden, tuple(last)


class _Stage:
    """A segment with its kernels.

    Args:
        segment: what the kernels compute.
        varying: number of inputs that differ from step to step: states, and the sums so far.
        final: whether it makes the new state. In the backward pass the final stage comes first,
            and writes the gradients that the others add to.
        like: a tensor with the weights' type and device.
    """

    def __init__(self, segment: Segment, varying: int, final: bool, like: Tensor) -> None:
        self.segment = segment
        self.modes: list[Mode] = [
            "skip" if gradient is None else "write" if final and i < varying else "add"
            for i, gradient in enumerate(results_of(segment.backward))
        ]
        if segment.alias is None:
            all_of_them: list[Mode] = ["write"] * (segment.results + segment.saved)
            self.forward = _kernel(kernels.storing(segment.forward, all_of_them), like)
            self.backward = _kernel(kernels.storing(segment.backward, self.modes), like)

    def stored(self, buffers: Sequence[Tensor]) -> list[Tensor]:
        """Of one buffer for each input, those that the backward kernel stores gradients in."""
        return [b for b, mode in zip(buffers, self.modes, strict=True) if mode != "skip"]


@cache
def _stages(
    cell: type[Cell],
    norm: type[Norm],
    hidden: int,
    members: int,
    batch: int,
    dtype: torch.dtype,
    device: torch.device,
) -> list[_Stage]:
    """The stages of a step, the final one last; they do not depend on the inputs."""
    like = torch.zeros((), dtype=dtype, device=device)
    layer = Layer(cell(), norm(), inputs=1, symbolic=False, hidden=hidden)
    segments = trace(layer, members, batch, like)
    final, states = len(segments) - 1, len(cell.states)
    return [_Stage(s, states + k, k == final, like) for k, s in enumerate(segments)]


def _kernel(graph: GraphModule, like: Tensor) -> kernels.Kernel:
    """A graph compiled for contiguous arguments of its shapes."""
    arguments = [like.new_zeros(node.meta["val"].shape) for node in placeholders_of(graph)]
    return kernels.compiled(graph, arguments)


class _Track:
    """A tensor for each time step; or fewer, taken in turns, if nobody looks back."""

    def __init__(self, workspace: Workspace, name: object, like: Tensor, *shape: int) -> None:
        self.whole = workspace.buffer(name, like, *shape)
        self._steps = self.whole.unbind(0)

    def __getitem__(self, t: int) -> Tensor:
        return self._steps[t % len(self._steps)]


class _Pass:
    """One unrolling: its buffers, its forward pass, and perhaps its backward pass.

    Args:
        scan: the kernels.
        inputs: (P, T, B, D) floats, or (P, T, B) symbols.
        input_weight: W, (P, D, G·H).
        weight: U, (P, H, G·H).
        bias: b, (P, G·H).
        fixed: the constants, (P, B, ...).
        trains: whether there will be a backward pass.
    """

    def __init__(
        self,
        scan: CompiledScan,
        inputs: Tensor,
        input_weight: Tensor,
        weight: Tensor,
        bias: Tensor,
        fixed: Sequence[Tensor],
        trains: bool,
    ) -> None:
        self.scan, self.fixed = scan, [constant.contiguous() for constant in fixed]
        self.time, self.symbolic = range(inputs.shape[1]), inputs.dtype == torch.int64
        sizes = [len(group) * scan.layer.hidden for group in scan.layer.cell.gates]
        self.weights = [part.contiguous() for part in weight.split(sizes, dim=2)]
        self.inputs, whole = self._with_bias(inputs, input_weight, bias)
        self.input_weights = [part.contiguous() for part in whole.split(sizes, dim=2)]
        steps = len(self.time) if trains else 1
        states = scan.layer.cell.states
        vector = (scan.members, scan.batch, scan.layer.hidden)

        def track(name: object, *shape: int) -> _Track:
            return _Track(scan.workspace, (name, trains), weight, *shape)

        self.states = [
            track(("state", j), len(self.time) + 1 if trains or j == 0 else 2, *vector)
            for j in range(len(states))
        ]
        self.sums = [
            track(("sum", k), steps if self._is_used(len(states) + k) else 1, *vector[:2], size)
            for k, size in enumerate(sizes)
        ]
        self.vectors = [
            track(("vector", k), steps, *vector[:2], weight.shape[1])
            if maker.segment.alias is None
            else None
            for k, maker in enumerate(scan.makers)
        ]
        self.saved = [
            [
                track(("saved", k, j), steps, *node.meta["val"].shape)
                for j, node in enumerate(results_of(stage.segment.forward)[stage.segment.results :])
                if node is not None
            ]
            for k, stage in enumerate(scan.stages)
        ]

    def forward(self, start: State | None) -> tuple[Tensor, State]:
        """All states, (P, T, B, H), and a copy of the last one's parts."""
        for j, state in enumerate(self.states):
            if start is None:
                state[0].zero_()
            else:
                state[0].copy_(start[j])
        last = len(self.scan.makers)
        for t in self.time:
            for k, maker in enumerate(self.scan.makers):
                if maker.segment.alias is None:
                    maker.forward(*self._arguments(k, t), *self._made(k, t))
                self._product(k, t)
            self.scan.last.forward(*self._arguments(last, t), *self._made(last, t))
        hidden = self.states[0].whole[1:].transpose(0, 1)
        return hidden, tuple(state[len(self.time)].clone() for state in self.states)

    def backward(self, of_hidden: Tensor, needs_inputs: bool) -> tuple[Tensor | None, ...]:
        """Gradients of the inputs (None unless needed), W, U, b and the constants.

        Args:
            of_hidden: gradients of all states, (P, T, B, H).
            needs_inputs: whether the inputs, which are no symbols, need a gradient.
        """
        scan, last = self.scan, len(self.scan.makers)
        incoming, outgoing = ([torch.zeros_like(s[0]) for s in self.states] for _ in range(2))
        of_sums = [torch.zeros_like(total[0]) for total in self.sums]
        of_fixed = [torch.zeros_like(constant) for constant in self.fixed]
        of_weights = [torch.zeros_like(weight) for weight in self.weights]
        of_input_weights = [torch.zeros_like(weight) for weight in self.input_weights]
        of_vectors = [torch.empty_like(self._vector(k, 0)) for k in range(last)]
        of_inputs = [torch.zeros_like(x[..., :-1]) for x in self.inputs if needs_inputs]
        varying = len(self.states) + len(self.sums)
        untouched = [i for i in range(varying) if scan.last.modes[i] == "skip"]
        for t in reversed(self.time):
            incoming[0].add_(of_hidden[:, t])
            stores = [*outgoing, *of_sums, *of_fixed]
            scan.last.backward(*self._used(last, t), *incoming, *scan.last.stored(stores))
            for i in untouched:  # what the others add to
                stores[i].zero_()
            for k, maker in reversed(list(enumerate(scan.makers))):
                gradient, weight = of_sums[k], self.weights[k]
                of_weights[k].baddbmm_(self._vector(k, t).mT, gradient)
                self._input_product_backward(t, gradient, of_input_weights[k])
                if needs_inputs:
                    of_inputs[t].baddbmm_(gradient, self.input_weights[k][:, :-1].mT)
                if maker.segment.alias is not None:
                    outgoing[maker.segment.alias].baddbmm_(gradient, weight.mT)
                else:
                    of_vector = torch.bmm(gradient, weight.mT, out=of_vectors[k])
                    targets = maker.stored([*outgoing, *of_sums[:k], *of_fixed])
                    maker.backward(*self._used(k, t), of_vector, *targets)
            incoming, outgoing = outgoing, incoming
        of_weight, of_both = torch.cat(of_weights, dim=2), torch.cat(of_input_weights, dim=2)
        if self.symbolic:
            return None, of_both, of_weight, of_both.sum(1), *of_fixed
        of_x = torch.stack(of_inputs, dim=1) if needs_inputs else None
        return of_x, of_both[:, :-1], of_weight, of_both[:, -1], *of_fixed

    def _with_bias(
        self, inputs: Tensor, weight: Tensor, bias: Tensor
    ) -> tuple[tuple[Tensor, ...], Tensor]:
        """Inputs of each step, and W with b in it: one more row, or, for symbols, in every row."""
        if self.symbolic:
            places = rows(inputs, weight).transpose(0, 1).flatten(1)  # (T, P·B)
            return places.unbind(0), weight + bias.unsqueeze(1)
        ones = inputs.new_ones(*inputs.shape[:3], 1)
        with_ones = torch.cat([inputs, ones], dim=3).transpose(0, 1).contiguous()  # (T, P, B, D+1)
        return with_ones.unbind(0), torch.cat([weight, bias.unsqueeze(1)], dim=1)

    def _product(self, k: int, t: int) -> None:
        """Sum k at step t: x(t) W + b + v(t) U."""
        total, weight = self.sums[k][t], self.input_weights[k]
        if self.symbolic:
            torch.index_select(weight.flatten(0, 1), 0, self.inputs[t], out=total.flatten(0, 1))
        else:
            torch.bmm(self.inputs[t], weight, out=total)
        total.baddbmm_(self._vector(k, t), self.weights[k])

    def _input_product_backward(self, t: int, gradient: Tensor, of_weight: Tensor) -> None:
        if self.symbolic:
            of_weight.flatten(0, 1).index_add_(0, self.inputs[t], gradient.flatten(0, 1))
        else:
            of_weight.baddbmm_(self.inputs[t].mT, gradient)

    def _vector(self, k: int, t: int) -> Tensor:
        """What product k multiplies at step t."""
        track, alias = self.vectors[k], self.scan.makers[k].segment.alias
        return track[t] if track is not None else self.states[alias or 0][t]

    def _arguments(self, k: int, t: int) -> list[Tensor]:
        """Inputs of stage k's forward kernel."""
        return [*(s[t] for s in self.states), *(z[t] for z in self.sums[:k]), *self.fixed]

    def _made(self, k: int, t: int) -> list[Tensor]:
        """Where stage k's forward kernel writes its results, and what it saves."""
        made = [s[t + 1] for s in self.states]
        if k < len(self.scan.makers):
            made = [self._vector(k, t)]
        return [*made, *(saved[t] for saved in self.saved[k])]

    def _used(self, k: int, t: int) -> list[Tensor]:
        """What stage k's backward kernel uses of the forward pass."""
        everything = [*self._arguments(k, t), *self._made(k, t)]
        return [everything[i] for i in self.scan.stages[k].segment.used]

    def _is_used(self, number: int) -> bool:
        """Whether some backward kernel looks at an input, given its number, which is a sum's."""
        states = len(self.scan.layer.cell.states)
        return any(
            number in stage.segment.used and number < states + k
            for k, stage in enumerate(self.scan.stages)
        )


class _Scan(Function):
    """The unrolling as one operation of autograd."""

    @staticmethod
    def forward(
        ctx: Any,
        scan: CompiledScan,
        start: State | None,
        inputs: Tensor,
        input_weight: Tensor,
        weight: Tensor,
        bias: Tensor,
        *fixed: Tensor,
    ) -> tuple[Tensor, ...]:
        trains = any(ctx.needs_input_grad)
        ctx.run = _Pass(scan, inputs, input_weight, weight, bias, fixed, trains)
        hidden, last = ctx.run.forward(start)
        ctx.mark_non_differentiable(*last)
        return hidden, *last

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        return None, None, *ctx.run.backward(gradients[0], ctx.needs_input_grad[2])
