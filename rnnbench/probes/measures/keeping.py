"""Memory that a forward pass keeps for the backward pass."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor


def kept_bytes(forward: Callable[[], Iterable[Tensor]], besides: Iterable[Tensor] = ()) -> int:
    """Bytes that autograd saves during a forward pass, each storage once.

    A storage counts as a whole, also where only a part of it is saved: all of it stays allocated.

    Args:
        forward: the forward pass; its results count, too.
        besides: tensors that do not count, such as weights and inputs.
    """
    held: list[Tensor] = []  # so that no storage is freed and its address used again

    def note(tensor: Tensor) -> Tensor:
        held.append(tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        held.extend(forward())
    sizes = {_address(tensor): tensor.untyped_storage().nbytes() for tensor in held}
    for tensor in besides:
        sizes.pop(_address(tensor), None)
    return sum(sizes.values())


def _address(tensor: Tensor) -> int:
    return tensor.untyped_storage().data_ptr()
