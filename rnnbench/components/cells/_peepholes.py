"""Peepholes, for cells that come with and without them."""

from collections.abc import Mapping

from torch import Tensor


def peephole(a: Tensor, gate: str, c: Tensor, vectors: Mapping[str, Tensor]) -> Tensor:
    """A + p * c if the cell has a peephole p of this gate, else a."""
    weight = vectors.get(f"p_{gate}")
    return a if weight is None else a + weight * c
