"""The compiled back end: a scan that owns the products, with fused kernels between them.

Forward, a step is: the products of the input alone; for each recurrent product, the kernel that
makes its vector, then the product into a buffer; last, the kernel that makes the new state.
Backward, the same in reverse: a product's gradient goes through the product and into the weight
gradient while it is in the cache. No step allocates memory.
"""

from collections.abc import Iterator, Sequence
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
from rnnbench.engine.layers import Layer, Product, Weights
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
        self.known, self.products, self.stages = _stages(*key, like.dtype, like.device)
        *self.makers, self.last = self.stages

    def unroll(
        self, weights: Weights, inputs: Tensor, start: State | None = None
    ) -> tuple[Tensor, State]:
        """The results of ``scan.unroll``: all states (P, T, B, H), and the last step's state."""
        fixed = constants(self.layer, weights, self.batch)
        bias = weights["b"] if self.layer.norm.identity else torch.zeros_like(weights["b"])
        matrices = [weights[name] for name in self.layer.cell.recurrent_weights()]
        first = start or self.layer.first_state(self.members, self.batch, bias)
        hidden, *last = _Scan.apply(  # type: ignore[no-untyped-call]
            self, first, inputs, weights["W"], bias, *matrices, *fixed
        )
        return hidden, tuple(last)


class _Stage:
    """A segment with its kernels.

    Args:
        segment: the piece of the step that the kernels compute.
        varying: number of inputs that differ from step to step: states, and the sums so far.
        final: whether it makes the new state. The final stage comes first in the backward pass,
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
        """The buffers that the backward kernel stores gradients in, given one for each input."""
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
) -> tuple[tuple[Product, ...], tuple[Product, ...], list[_Stage]]:
    """Products of the input alone, recurrent products, and stages, the final one last.

    None of them depends on the inputs.
    """
    like = torch.zeros((), dtype=dtype, device=device)
    layer = Layer(cell(), norm(), inputs=1, symbolic=False, hidden=hidden)
    traced = trace(layer, members, batch, like)
    final, before = len(traced.products), len(cell.states) + len(traced.known)
    stages = [_Stage(s, before + k, k == final, like) for k, s in enumerate(traced.segments)]
    return traced.known, traced.products, stages


def _kernel(graph: GraphModule, like: Tensor) -> kernels.Kernel:
    """A graph compiled for contiguous arguments of its shapes."""
    arguments = [like.new_zeros(node.meta["val"].shape) for node in placeholders_of(graph)]
    return kernels.compiled(graph, arguments)


class _Track:
    """A tensor for each time step; or fewer, taken in turns, if none is needed again."""

    def __init__(self, workspace: Workspace, name: object, like: Tensor, *shape: int) -> None:
        self.whole = workspace.buffer(name, like, *shape)
        self._steps = self.whole.unbind(0)

    def __getitem__(self, t: int) -> Tensor:
        return self._steps[t % len(self._steps)]


class _Inputs:
    """The inputs of a pass, and W with b in it, so that both are one product.

    Args:
        inputs: (P, T, B, D) floats, or (P, T, B) symbols.
        weight: W, (P, D, G·H).
        bias: b, (P, G·H).
    """

    def __init__(self, inputs: Tensor, weight: Tensor, bias: Tensor) -> None:
        self.symbolic = inputs.dtype == torch.int64
        if self.symbolic:  # b is in every row
            self.weight = weight + bias.unsqueeze(1)
            by_step = rows(inputs, weight).transpose(0, 1).flatten(1)  # (T, P·B)
        else:  # b is one more row, for one more input that is 1
            self.weight = torch.cat([weight, bias.unsqueeze(1)], dim=1)
            ones = inputs.new_ones(*inputs.shape[:3], 1)
            by_step = torch.cat([inputs, ones], dim=3).transpose(0, 1).contiguous()
        self.steps = by_step.unbind(0)  # (P, B, D+1)

    def multiply(self, t: int, weight: Tensor, total: Tensor) -> None:
        """Write x(t) W + b into a buffer, (P, B, N)."""
        if self.symbolic:
            torch.index_select(weight.flatten(0, 1), 0, self.steps[t], out=total.flatten(0, 1))
        else:
            torch.bmm(self.steps[t], weight, out=total)

    def add_gradient(self, t: int, gradient: Tensor, of_weight: Tensor) -> None:
        """Add a step's gradient of W with b in it, given that of the sum, (P, B, N)."""
        if self.symbolic:
            of_weight.flatten(0, 1).index_add_(0, self.steps[t], gradient.flatten(0, 1))
        else:
            of_weight.baddbmm_(self.steps[t].mT, gradient)

    def parts(self, of_weight: Tensor) -> tuple[Tensor, Tensor]:
        """Gradients of W and b."""
        if self.symbolic:
            return of_weight, of_weight.sum(1)
        return of_weight[:, :-1], of_weight[:, -1]


class _Sum:
    """One product of a pass: its sums at all steps, and the gradients of its weights.

    Args:
        product: the product.
        inputs: inputs of the pass.
        total: the sum at each step, (P, B, N).
    """

    of_input_weight: Tensor | None = None

    def __init__(self, product: Product, inputs: _Inputs, total: _Track) -> None:
        self.product, self.inputs, self.total = product, inputs, total
        self.input_weight = product.of(inputs.weight).contiguous() if product.gates else None

    def forward(self, t: int) -> None:
        """Write x(t) W + b, (P, B, N), into the buffer of step t."""
        if self.input_weight is not None:
            self.inputs.multiply(t, self.input_weight, self.total[t])

    def prepare(self) -> None:
        """Make the gradients that the backward pass adds to."""
        self.gradient = torch.zeros_like(self.total[0])
        if self.input_weight is not None:
            self.of_input_weight = torch.zeros_like(self.input_weight)

    def backward(self, t: int, of_inputs: Sequence[Tensor]) -> None:
        """Add to the gradients of W with b in it and, if there are any, of step t's inputs."""
        if self.input_weight is not None and self.of_input_weight is not None:
            self.inputs.add_gradient(t, self.gradient, self.of_input_weight)
            if of_inputs:
                of_inputs[t].baddbmm_(self.gradient, self.input_weight[:, :-1].mT)


class _RecurrentSum(_Sum):
    """A product with a matrix M: x(t) W + b + v M, or v M alone.

    Args:
        product: the product.
        inputs: inputs of the pass.
        total: the sum at each step, (P, B, N).
        matrices: U and own matrices, each (P, ·, ·), by name.
    """

    def __init__(self, product: Product, inputs: _Inputs, total: _Track, matrices: Weights) -> None:
        super().__init__(product, inputs, total)
        self.weight = product.of(matrices[str(product.matrix)]).contiguous()
        self._beta = 0 if self.input_weight is None else 1

    def add(self, t: int, vector: Tensor) -> None:
        """Add v M to the buffer of step t; without a part of the inputs, write it."""
        self.total[t].baddbmm_(vector, self.weight, beta=self._beta)

    def prepare(self) -> None:
        super().prepare()
        self.of_weight = torch.zeros_like(self.weight)

    def add_gradient(self, vector: Tensor) -> None:
        """Add a step's gradient of M, for the vector that it multiplied."""
        self.of_weight.baddbmm_(vector.mT, self.gradient)


def _first_column(total: _Sum) -> int:
    return int(total.product.columns.start)


class _Pass:
    """One unrolling: its buffers, its forward pass, and perhaps its backward pass.

    Args:
        scan: the kernels.
        inputs: (P, T, B, D) floats, or (P, T, B) symbols.
        input_weight: W, (P, D, G·H).
        bias: b, (P, G·H).
        matrices: U, (P, S·H, G·H), and own matrices, (P, H, H), by name.
        fixed: the constants, (P, B, ...).
        trains: whether there will be a backward pass.
    """

    def __init__(
        self,
        scan: CompiledScan,
        inputs: Tensor,
        input_weight: Tensor,
        bias: Tensor,
        matrices: Weights,
        fixed: Sequence[Tensor],
        trains: bool,
    ) -> None:
        self.scan, self.fixed = scan, [constant.contiguous() for constant in fixed]
        self.time, self.inputs = range(inputs.shape[1]), _Inputs(inputs, input_weight, bias)
        steps = len(self.time) if trains else 1
        states = len(scan.layer.cell.states)
        vector = (scan.members, scan.batch, scan.layer.hidden)

        def track(name: object, *shape: int) -> _Track:
            return _Track(scan.workspace, (name, trains), input_weight, *shape)

        self.states = [
            track(("state", j), len(self.time) + 1 if trains or j == 0 else 2, *vector)
            for j in range(states)
        ]
        products = (*scan.known, *scan.products)
        totals = [
            track(("sum", i), steps if self._is_used(states + i) else 1, *vector[:2], product.width)
            for i, product in enumerate(products)
        ]
        sums = list(zip(products, totals, strict=True))
        self.known = [_Sum(p, self.inputs, total) for p, total in sums[: len(scan.known)]]
        self.recurrent = [
            _RecurrentSum(p, self.inputs, total, matrices) for p, total in sums[len(scan.known) :]
        ]
        self.sums: list[_Sum] = [*self.known, *self.recurrent]
        self.vectors = [
            track(("vector", k), steps, *vector[:2], total.weight.shape[1])
            if maker.segment.alias is None
            else None
            for k, (maker, total) in enumerate(zip(scan.makers, self.recurrent, strict=True))
        ]
        self.saved = [
            [
                track(("saved", k, j), steps, *node.meta["val"].shape)
                for j, node in enumerate(results_of(stage.segment.forward)[stage.segment.results :])
                if node is not None
            ]
            for k, stage in enumerate(scan.stages)
        ]

    def forward(self, start: State) -> tuple[Tensor, State]:
        """All states, (P, T, B, H), and a copy of the last step's state."""
        for state, part in zip(self.states, start, strict=True):
            state[0].copy_(part)
        last = len(self.scan.makers)
        for t in self.time:
            for known in self.known:
                known.forward(t)
            for k, (maker, total) in enumerate(zip(self.scan.makers, self.recurrent, strict=True)):
                if maker.segment.alias is None:
                    maker.forward(*self._arguments(k, t), *self._made(k, t))
                total.forward(t)
                total.add(t, self._vector(k, t))
            self.scan.last.forward(*self._arguments(last, t), *self._made(last, t))
        hidden = self.states[0].whole[1:].transpose(0, 1)
        return hidden, tuple(state[len(self.time)].clone() for state in self.states)

    def backward(self, of_hidden: Tensor, needs_inputs: bool) -> tuple[Tensor | None, ...]:
        """Gradients of the inputs (None unless needed), W, b, the matrices and the constants.

        Args:
            of_hidden: gradients of all states, (P, T, B, H).
            needs_inputs: whether the inputs, which are not symbols then, need a gradient.
        """
        scan, last, before = self.scan, len(self.scan.makers), len(self.known)
        incoming, outgoing = ([torch.zeros_like(s[0]) for s in self.states] for _ in range(2))
        for total in self.sums:
            total.prepare()
        of_sums = [total.gradient for total in self.sums]
        of_fixed = [torch.zeros_like(constant) for constant in self.fixed]
        of_vectors = [torch.empty_like(self._vector(k, 0)) for k in range(last)]
        of_inputs = [torch.zeros_like(x[..., :-1]) for x in self.inputs.steps if needs_inputs]
        varying = len(self.states) + len(self.sums)
        untouched = [i for i in range(varying) if scan.last.modes[i] == "skip"]
        makers = list(enumerate(zip(scan.makers, self.recurrent, strict=True)))
        for t in reversed(self.time):
            incoming[0].add_(of_hidden[:, t])
            stores = [*outgoing, *of_sums, *of_fixed]
            scan.last.backward(*self._used(last, t), *incoming, *scan.last.stored(stores))
            for i in untouched:  # the others add to them
                stores[i].zero_()
            for k, (maker, total) in reversed(makers):
                total.add_gradient(self._vector(k, t))
                total.backward(t, of_inputs)
                if maker.segment.alias is not None:
                    outgoing[maker.segment.alias].baddbmm_(total.gradient, total.weight.mT)
                else:
                    of_vector = torch.bmm(total.gradient, total.weight.mT, out=of_vectors[k])
                    targets = maker.stored([*outgoing, *of_sums[: before + k], *of_fixed])
                    maker.backward(*self._used(k, t), of_vector, *targets)
            for known in self.known:
                known.backward(t, of_inputs)
            incoming, outgoing = outgoing, incoming
        of_x = torch.stack(of_inputs, dim=1) if needs_inputs else None
        return of_x, *self._of_weights(), *of_fixed

    def _of_weights(self) -> Iterator[Tensor]:
        """Gradients of W, b, U and own matrices: those of all products, in the order of columns."""
        gates = [total for total in self.recurrent if total.product.gates]
        in_order = sorted((*gates, *self.known), key=_first_column)
        of_inputs = [s.of_input_weight for s in in_order if s.of_input_weight is not None]
        yield from self.inputs.parts(torch.cat(of_inputs, dim=2))
        for name in self.scan.layer.cell.recurrent_weights():
            parts = [total for total in self.recurrent if total.product.matrix == name]
            yield torch.cat([part.of_weight for part in sorted(parts, key=_first_column)], dim=2)

    def _vector(self, k: int, t: int) -> Tensor:
        """The vector that recurrent product k multiplies at step t."""
        track, alias = self.vectors[k], self.scan.makers[k].segment.alias
        return track[t] if track is not None else self.states[alias or 0][t]

    def _arguments(self, k: int, t: int) -> list[Tensor]:
        """Inputs of stage k's forward kernel."""
        sums = self.sums[: len(self.known) + k]
        return [*(s[t] for s in self.states), *(z.total[t] for z in sums), *self.fixed]

    def _made(self, k: int, t: int) -> list[Tensor]:
        """Buffers for the results and saved values of stage k's forward kernel."""
        made = [s[t + 1] for s in self.states]
        if k < len(self.scan.makers):
            made = [self._vector(k, t)]
        return [*made, *(saved[t] for saved in self.saved[k])]

    def _used(self, k: int, t: int) -> list[Tensor]:
        """Values of the forward pass that stage k's backward kernel uses."""
        everything = [*self._arguments(k, t), *self._made(k, t)]
        return [everything[i] for i in self.scan.stages[k].segment.used]

    def _is_used(self, number: int) -> bool:
        """Whether a backward kernel uses an input, given its number, which is a sum's."""
        before = len(self.scan.layer.cell.states) + len(self.scan.known)
        return any(
            number in stage.segment.used and number < before + k
            for k, stage in enumerate(self.scan.stages)
        )


class _Scan(Function):
    """The unrolling as one operation of autograd."""

    @staticmethod
    def forward(
        ctx: Any,
        scan: CompiledScan,
        start: State,
        inputs: Tensor,
        input_weight: Tensor,
        bias: Tensor,
        *others: Tensor,
    ) -> tuple[Tensor, ...]:
        names = scan.layer.cell.recurrent_weights()
        matrices, fixed = dict(zip(names, others, strict=False)), others[len(names) :]
        trains = any(ctx.needs_input_grad)
        ctx.run = _Pass(scan, inputs, input_weight, bias, matrices, fixed, trains)
        hidden, last = ctx.run.forward(start)
        ctx.mark_non_differentiable(*last)
        return hidden, *last

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        return None, None, *ctx.run.backward(gradients[0], ctx.needs_input_grad[2])
