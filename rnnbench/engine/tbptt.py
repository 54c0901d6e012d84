"""TBPTT: truncated back-propagation through time, on chunks of a batch."""

from collections.abc import Iterator
from dataclasses import replace

import torch
from torch import Tensor

from rnnbench.components.tasks import IGNORED, Batch, Readout


def chunks(batch: Batch, steps: int, readout: Readout) -> Iterator[tuple[Batch, Tensor]]:
    """Cut a batch in time, so that the chunks' losses add up to the loss of the whole.

    With a readout after the last step, each example is answered in the chunk where it ends.

    Args:
        batch: of all members: inputs (P, T, B[, D]), targets (P, T', B, ...), lengths (P, B).
        steps: length of a chunk; the last one may be shorter.
        readout: ``every`` or ``last``.

    Yields:
        The chunks in order, each with its share (P,) of the member's counted answers. Targets are
        0 where that share is 0, so that the loss is finite.
    """
    length = batch.inputs.shape[1]
    total = _asked(batch.targets)
    for start in range(0, length, steps):
        stop = min(start + steps, length)
        targets = batch.targets[:, start:stop] if readout == "every" else batch.targets
        lengths = None if batch.lengths is None else batch.lengths - start
        if readout == "last":
            left = torch.tensor(length - start, device=targets.device)
            ends = left if lengths is None else _like(lengths.unsqueeze(1), targets)
            targets = torch.where((ends > 0) & (ends <= stop - start), targets, IGNORED)
        asked = _asked(targets)
        targets = torch.where(_like(asked, targets) > 0, targets, 0)
        chunk = replace(
            batch,
            inputs=batch.inputs[:, start:stop],
            targets=targets,
            lengths=None if lengths is None else lengths.clamp(1, stop - start),
        )
        yield chunk, asked.double() / total


def _asked(targets: Tensor) -> Tensor:
    """Number of counted answers of each member: targets (P, T', B, ...) -> (P,)."""
    asked = (targets != IGNORED).flatten(3).any(-1) if targets.dim() > 3 else targets != IGNORED
    return asked.flatten(1).sum(1)


def _like(values: Tensor, targets: Tensor) -> Tensor:
    """Values (..., ) with as many dimensions as the targets."""
    return values.view(*values.shape, *(1 for _ in range(targets.dim() - values.dim())))
