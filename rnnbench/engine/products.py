"""The matrix products of a recurrence: x(t) W + b + v(t) M for t = 0, 1, ...

Plain autograd would add up T small weight gradients, one a step. Here each step's product writes
into one buffer over all time, and its backward pass only notes the gradient that arrives. Each
weight gradient is then one batched product over (T·B). The buffers are kept from update to update:
page faults of fresh ones cost more than the arithmetic.
"""

from dataclasses import dataclass
from math import prod
from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function


class Workspace:
    """Large buffers, kept for reuse by name: each as large as the largest shape asked for so far.

    Two forward passes may share one only if the first one's backward pass is over.
    """

    def __init__(self) -> None:
        self._buffers: dict[object, dict[tuple[int, ...], Tensor]] = {}

    def buffer(self, name: object, like: Tensor, *shape: int) -> Tensor:
        """An uninitialised tensor of this shape, with the type and device of ``like``."""
        shapes = self._buffers.setdefault((name, like.dtype, like.device), {})
        if shape not in shapes:
            size = prod(shape)
            largest = max(shapes.values(), key=Tensor.numel, default=None)
            if largest is None or largest.numel() < size:
                shapes.clear()
                largest = like.new_empty(size)
            shapes[shape] = largest.flatten()[:size].view(shape)
        return shapes[shape]


class RecurrentProduct:
    """x(t) W + b + v(t) M at each step, where v(t) may depend on earlier results.

    Args:
        inputs: (P, T, B, D) floats, or (P, T, B) int64 symbols, whose product with W is its row.
        input_weight: W, (P, D, N); None: there is no x(t) W.
        weight: M, (P, H, N).
        bias: b, (P, N); None: there is no b.
        workspace: the layer's buffers.
        name: tells this product's buffers from others'.
    """

    def __init__(
        self,
        inputs: Tensor,
        input_weight: Tensor | None,
        weight: Tensor,
        bias: Tensor | None,
        workspace: Workspace,
        name: object,
    ) -> None:
        members, steps, batch = inputs.shape[:3]
        self.weight, self._starts_at_zero = weight.detach(), input_weight is None
        self.sums = workspace.buffer((name, "sums"), weight, members, steps, batch, weight.shape[2])
        if input_weight is not None:
            _multiply(inputs.detach(), input_weight.detach(), self.sums)
        if bias is not None:
            self.sums += bias.detach()[:, None, None]
        weights = [w for w in (inputs, input_weight, weight, bias) if w is not None]
        self.trains = torch.is_grad_enabled() and any(w.requires_grad for w in weights)
        if self.trains:
            vectors = (members, steps, batch, weight.shape[1])
            self.notes = _Notes(
                inputs.detach(),
                workspace.buffer((name, "vectors"), weight, *vectors),
                workspace.buffer((name, "gradients"), weight, *self.sums.shape).zero_(),
            )
            self.token: Tensor = _Gather.apply(  # type: ignore[no-untyped-call]
                self.notes, inputs, input_weight, weight, bias
            )

    def __call__(self, t: int, vector: Tensor) -> Tensor:
        """The sum at step t, (P, B, N), for the vector v(t), (P, B, H)."""
        if self.trains:
            total: Tensor = _Step.apply(self, t, vector, self.token)  # type: ignore[no-untyped-call]
            return total
        return self.step(t, vector)

    def step(self, t: int, vector: Tensor) -> Tensor:
        """Add v(t) M to the buffer at step t, unseen by autograd."""
        beta = 0 if self._starts_at_zero else 1
        return self.sums[:, t].baddbmm_(vector, self.weight, beta=beta)


class InputProduct:
    """x(t) W + b at each step, which autograd differentiates for all steps at once.

    Args:
        inputs: (P, T, B, D) floats, or (P, T, B) int64 symbols.
        input_weight: W, (P, D, N).
        bias: b, (P, N); None: there is no b.
    """

    def __init__(self, inputs: Tensor, input_weight: Tensor, bias: Tensor | None) -> None:
        if inputs.dtype == torch.int64:
            sums = looked_up(inputs, input_weight)
        else:
            sums = torch.bmm(inputs.flatten(1, 2), input_weight).unflatten(1, inputs.shape[1:3])
        self.sums = sums if bias is None else sums + bias[:, None, None]
        self._steps = self.sums.unbind(1)

    def __call__(self, t: int) -> Tensor:
        """The sum at step t, (P, B, N)."""
        return self._steps[t]


@dataclass(frozen=True)
class _Notes:
    """Vectors and gradients of all steps, for the weight gradients.

    Autograd's node refers to this, not to the product, which refers to the node: a reference cycle
    would keep large buffers until the garbage collector runs.
    """

    inputs: Tensor
    vectors: Tensor
    gradients: Tensor


class _Gather(Function):
    """The last node of the backward pass: makes the weight gradients of what the steps noted."""

    @staticmethod
    def forward(
        ctx: Any,
        notes: _Notes,
        inputs: Tensor,
        input_weight: Tensor | None,
        weight: Tensor,
        bias: Tensor | None,
    ) -> Tensor:
        ctx.notes, ctx.has_bias = notes, bias is not None
        ctx.save_for_backward(input_weight)
        return weight.new_zeros(())

    @staticmethod
    def backward(ctx: Any, *_: Tensor) -> tuple[Tensor | None, ...]:
        (input_weight,), notes = ctx.saved_tensors, ctx.notes
        vectors, gradients = notes.vectors.flatten(1, 2), notes.gradients.flatten(1, 2)
        of_inputs = of_input_weight = None
        if input_weight is not None:
            if ctx.needs_input_grad[1]:
                of_inputs = torch.bmm(gradients, input_weight.mT).view_as(notes.inputs)
            of_input_weight = _input_weight_gradient(notes.inputs, gradients, input_weight)
        of_bias = gradients.sum(1) if ctx.has_bias else None
        return None, of_inputs, of_input_weight, torch.bmm(vectors.mT, gradients), of_bias


class _Step(Function):
    """One step's product; the token ties it to ``_Gather`` in the graph."""

    @staticmethod
    def forward(
        ctx: Any, product: RecurrentProduct, t: int, vector: Tensor, token: Tensor
    ) -> Tensor:
        ctx.product, ctx.t = product, t
        product.notes.vectors[:, t] = vector
        # .data: for autograd, steps must not be views of one buffer that later steps change.
        return product.step(t, vector).data

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[None, None, Tensor, Tensor]:
        (gradient,) = gradients
        ctx.product.notes.gradients[:, ctx.t] = gradient
        through = torch.bmm(gradient, ctx.product.weight.mT)
        return None, None, through, gradient.new_zeros(())


def _multiply(inputs: Tensor, weight: Tensor, sums: Tensor) -> None:
    """X W for all steps at once, into a buffer."""
    sums = sums.flatten(1, 2)
    if inputs.dtype == torch.int64:
        places = rows(inputs, weight).flatten()
        torch.index_select(weight.flatten(0, 1), 0, places, out=sums.flatten(0, 1))
    else:
        torch.bmm(inputs.flatten(1, 2), weight, out=sums)


def _input_weight_gradient(inputs: Tensor, gradients: Tensor, weight: Tensor) -> Tensor:
    """The gradient of W, given those of the sums, (P, T·B, N)."""
    if inputs.dtype == torch.int64:
        found = torch.zeros_like(weight).flatten(0, 1)
        found.index_add_(0, rows(inputs, weight).flatten(), gradients.flatten(0, 1))
        return found.view_as(weight)
    return torch.bmm(inputs.flatten(1, 2).mT, gradients)


def looked_up(symbols: Tensor, table: Tensor) -> Tensor:
    """Each member's rows of its table, (P, D, N), for symbols (P, T, B) -> (P, T, B, N)."""
    return torch.nn.functional.embedding(rows(symbols, table), table.flatten(0, 1))


def rows(symbols: Tensor, weight: Tensor) -> Tensor:
    """Row numbers of symbols (P, T, B) in all members' (P, D, N) taken as (P·D, N)."""
    members, size, _ = weight.shape
    first = torch.arange(members, device=weight.device) * size
    return symbols + first.view(-1, 1, 1)
