"""Angles between vectors."""

import torch
from torch import Tensor


def angles(one: Tensor, other: Tensor) -> Tensor:
    """Angle between vectors that are not zero, in radians from 0 to π: (..., N) twice -> (...).

    2 atan2(‖u − v‖, ‖u + v‖) of the unit vectors, which unlike the arc cosine is exact for small
    angles, too.
    """
    u, v = (vector / vector.norm(dim=-1, keepdim=True) for vector in (one, other))
    return 2 * torch.atan2((u - v).norm(dim=-1), (u + v).norm(dim=-1))
