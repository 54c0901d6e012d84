"""Dropout masks of one update.

- ``per_step``: the net's inputs and the output of every layer, with a fresh mask at each step.
  Source: Zaremba, Sutskever, Vinyals, arXiv:1409.2329.
- ``variational``: the same places and the vectors that recurrent matrices multiply, with one mask
  for all steps. A dropped symbol is dropped wherever it occurs in an example. Source: Gal,
  Ghahramani, NeurIPS 2016, arXiv:1512.05287.
- ``zoneout``: at each step some units of every state vector keep their old values. Evaluation takes
  the mean of old and new values, weighted accordingly. Source: Krueger et al., ICLR 2017,
  arXiv:1606.01305.

Values that pass a mask are divided by the share that passes, so evaluation needs no mask. A layer's
output is masked before connections add to it.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from rnnbench.components.cells import State
from rnnbench.engine.layers import Weights
from rnnbench.engine.network import Network
from rnnbench.seeding import generator

Masks = dict[str, Tensor]
"""By place, bool, True where values pass; T = 1 for a mask that all steps share.

- ``x``: of the inputs (T, B, D), of symbols (T, B), or of every symbol that there is (1, B, D).
- ``1``, ``2``, ...: of the outputs of layers, (T, B, H), or (T, B, 2H) with two directions.
- ``U`` after the prefix of a layer: of the vectors that U multiplies, (1, B, S·H).
- The name of an own matrix after the prefix: of the vectors that it multiplies, (1, B, H).
- ``zoneout`` after the prefix of a layer: of new values of its state's N parts, (T, N, B, H).

Masks of all members have P in front.
"""


def draw(network: Network, batch: int, steps: int, *axes: object) -> Masks:
    """Masks of one update for the runs of one seed; none without dropout.

    Each place has its own generator.

    Args:
        network: the shape of the nets.
        batch: B.
        steps: T.
        axes: update and seed.
    """
    if not network.drops:
        return {}
    return {
        place: torch.rand(shape, generator=generator("dropout", place, *axes))
        >= network.dropout_rate
        for place, shape in _shapes(network, batch, steps).items()
    }


def _shapes(network: Network, batch: int, steps: int) -> dict[str, tuple[int, ...]]:
    hidden, layers = network.hidden, network.layers()
    if network.dropout == "zoneout":
        parts = len(network.cell.states)
        return {f"{prefix}zoneout": (steps, parts, batch, hidden) for prefix in layers}
    outputs = {str(level): (network.width,) for level in range(1, network.depth + 1)}
    if network.dropout == "per_step":
        one_hot = network.symbolic and not network.embedding
        sizes = {"x": () if one_hot else (network.reads(1),), **outputs}
        return {place: (steps, batch, *size) for place, size in sizes.items()}
    rows = dict.fromkeys(network.cell.recurrent_weights(), hidden)
    if "U" in rows:
        rows["U"] = len(network.cell.sources) * hidden
    recurrent = {f"{prefix}{name}": (size,) for prefix in layers for name, size in rows.items()}
    sizes = {"x": (network.inputs,), **outputs, **recurrent}
    return {place: (1, batch, *size) for place, size in sizes.items()}


def dropped(values: Tensor, mask: Tensor, rate: float) -> Tensor:
    """Values with zeros where the mask is False, the others divided by the share that passes."""
    return values * _factors(mask, rate, values.dtype)


def _factors(mask: Tensor, rate: float, dtype: torch.dtype) -> Tensor:
    return mask.to(dtype) / (1 - rate)


def inputs_dropped(network: Network, symbols: Tensor, read: Tensor, mask: Tensor) -> Tensor:
    """Drop from the input of the lowest layer.

    Args:
        network: the shape of the nets.
        symbols: the net's inputs, (P, T, B), or vectors (P, T, B, D).
        read: the lowest layer's input: the same, embedded if there is an embedding.
        mask: mask of the place ``x``.

    Returns:
        Vectors; or symbols, where dropped ones have the number D, whose row of W ``with_silence``
        adds.
    """
    if network.symbolic and network.dropout == "variational":
        mask = mask[:, 0].gather(2, symbols.mT).mT  # (P, B, D) at (P, B, T) -> (P, T, B)
    if network.symbolic and not network.embedding:
        return torch.where(mask, symbols, network.inputs)
    mask = mask if mask.dim() == read.dim() else mask.unsqueeze(-1)
    return dropped(read, mask, network.dropout_rate)


def with_silence(weights: Weights, rate: float) -> Weights:
    """A layer's weights with one more row of W, zeros for dropped symbols."""
    rows = weights["W"] / (1 - rate)
    return {**weights, "W": torch.cat([rows, torch.zeros_like(rows[:, :1])], dim=1)}


@dataclass(frozen=True)
class RecurrentDropout:
    """Dropout inside one layer's recurrence.

    Attributes:
        factors: of the vectors that a recurrent matrix multiplies, (P, B, ·), by the name of the
            matrix; a missing one is 1.
        taken: where new values of the state are taken, (P, T, N, B, H), or their share; None:
            everywhere.
    """

    factors: Masks
    taken: Tensor | float | None = None

    def vector(self, matrix: str, vector: Tensor) -> Tensor:
        """The vector that a recurrent matrix multiplies, (P, B, ·)."""
        return vector * self.factors[matrix] if matrix in self.factors else vector

    def state(self, t: int, old: State, new: State) -> State:
        """The state after step t."""
        taken = self.taken
        if taken is None:
            return new
        if isinstance(taken, float):
            return tuple(torch.lerp(o, n, taken) for o, n in zip(old, new, strict=True))
        return tuple(
            torch.where(m, n, o) for m, o, n in zip(taken[:, t].unbind(1), old, new, strict=True)
        )


def recurrent_dropout(
    network: Network, prefix: str, masks: Masks, dtype: torch.dtype
) -> RecurrentDropout | None:
    """Dropout inside a layer's recurrence; None if there is none.

    Args:
        network: the shape of the nets.
        prefix: that of the layer.
        masks: those of the update; none in evaluation.
        dtype: of the weights.
    """
    if network.dropout == "zoneout":
        return RecurrentDropout({}, masks.get(f"{prefix}zoneout", 1 - network.dropout_rate))
    factors = {
        name: _factors(masks[prefix + name][:, 0], network.dropout_rate, dtype)
        for name in network.cell.recurrent_weights()
        if prefix + name in masks
    }
    return RecurrentDropout(factors) if factors else None
