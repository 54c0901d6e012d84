"""One explicit random generator per purpose; the global generators are never used."""

import hashlib
import json

import torch


def generator(*axes: object) -> torch.Generator:
    """Return a CPU generator seeded with a stable hash of the named axes.

    Equal axes give equal streams on every machine and in every process; different axes give
    independent streams.

    Raises:
        TypeError: an axis has no unique form as JSON.
    """
    digest = hashlib.sha256(json.dumps(axes, sort_keys=True).encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:8], "little", signed=True))
