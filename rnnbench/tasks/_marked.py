"""Sequences of numbers of which two are marked."""

import torch
from torch import Generator, Tensor


def marked_numbers(generator: Generator, length: int, batch: int) -> Tensor:
    """Numbers uniform on [0, 1] and their markers, one marked step in each half: (T, B, 2)."""
    numbers = torch.rand(length, batch, generator=generator)
    half = length // 2
    first = torch.randint(half, (1, batch), generator=generator)
    second = torch.randint(half, length, (1, batch), generator=generator)
    markers = torch.zeros(length, batch)
    markers.scatter_(0, torch.cat([first, second]), 1.0)
    return torch.stack([numbers, markers], dim=-1)
