"""Statistics of training data, to evaluate nets that train with statistics of the batch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor

Policy = Literal["per_step", "shared", "last_step"]
Group = tuple[str, ...]
Moments = dict[Group, tuple[Tensor, Tensor]]
"""Variance and mean over a batch, each (P, T, N), of each group's sums."""


@dataclass(frozen=True)
class Statistics:
    """Mean and variance of every unit's sum at every time step, over training data.

    Attributes:
        means: of each group of gates, (P, T, N).
        variances: likewise.
        policy: ``per_step``: each step has its own; later steps are not normalised (mean 0,
            variance 1). ``last_step``: the same, but later steps use those of the last one
            (Cooijmans et al., arXiv:1603.09025, section 3). ``shared``: one mean and variance over
            all steps (Laurent et al., arXiv:1510.01378, section 3.2).
        begin: number of steps before the first one.
    """

    means: dict[Group, Tensor]
    variances: dict[Group, Tensor]
    policy: Policy
    begin: int = 0

    @classmethod
    def of(cls, batches: Sequence[Moments], policy: Policy) -> "Statistics":
        """Pool the moments of batches of one size."""
        over = (0, 2) if policy == "shared" else (0,)
        means, variances = {}, {}
        for group in batches[0]:
            within, each = (
                torch.stack([moments[group][k] for moments in batches]) for k in (0, 1)
            )  # (K, P, T, N)
            between, mean = torch.var_mean(each, dim=over, correction=0, keepdim=True)
            means[group] = mean.squeeze(0)
            variances[group] = (within.mean(dim=over, keepdim=True) + between).squeeze(0)
        return cls(means, variances, policy)

    def after(self, steps: int) -> "Statistics":
        """The same statistics for a sequence that starts after some steps."""
        return replace(self, begin=steps)

    def at(self, group: Group, t: int) -> tuple[Tensor, Tensor]:
        """Mean and variance at a step, each (P, 1, g, H), for g gates of one group."""
        t += self.begin
        mean, variance = self.means[group], self.variances[group]
        last = mean.shape[1] - 1
        if t > last and self.policy == "per_step":
            mean, variance = torch.zeros_like(mean), torch.ones_like(variance)
        now = min(t, last)
        shape = (mean.shape[0], 1, len(group), -1)
        return mean[:, now].view(shape), variance[:, now].view(shape)
