"""Spread of batch statistics over time, relative to the sampling error of one batch."""

from torch import Tensor


def spread_over_time(found: Tensor) -> float:
    """Root mean square deviation over time, divided by the standard error of one batch.

    Of a statistic such as each unit's mean: the variance over time of its average over all batches,
    and the variance over batches at one time, each averaged over the units. If nothing changes over
    time the ratio is about 1/√K, for what K batches leave of the sampling error.

    Args:
        found: of each batch, at each step, for each unit, (K, T, N), K and T at least 2.
    """
    over_time = found.mean(0).var(0).mean()
    of_one_batch = found.var(0).mean()
    return float((over_time / of_one_batch).sqrt())
