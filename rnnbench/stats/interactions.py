"""Does a difference change with a third thing? Contrasts of paired differences, one a seed."""

import numpy as np

from rnnbench.stats.decisions import Array, Interval
from rnnbench.stats.paired import t_interval


def interaction(first: Array, second: Array) -> Interval:
    """Mean difference of paired differences, with Student's interval over seeds.

    For two factors at two levels it is the interaction contrast (A - B there) - (A - B here).

    Args:
        first: A - B at one level of the other factor, one a seed, (n,), n >= 2.
        second: A - B at the other level, the same seeds.
    """
    if first.shape != second.shape:
        raise ValueError(f"paired differences differ in shape: {first.shape} and {second.shape}")
    return t_interval(first - second)


def linear_contrast(differences: Array, levels: Array) -> Interval:
    """Mean slope of the paired difference against the level, with Student's interval over seeds.

    Each seed gives one least-squares slope, so differences of one seed may hang together and
    spread differently from level to level (the summary-measures analysis of Matthews et al.,
    BMJ 300 (1990)).

    Args:
        differences: A - B, one a level and seed, (levels, n), n >= 2.
        levels: the levels' values, in any unit, (levels,), not all equal.
    """
    if np.all(levels == levels[0]):
        raise ValueError("a slope needs two levels that differ")
    centred = levels - levels.mean()
    return t_interval(centred @ differences / float(centred @ centred))
