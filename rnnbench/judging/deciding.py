"""From samples to a decision: strata pooled seed by seed, then one test."""

from collections.abc import Sequence

import numpy as np

from rnnbench.claims import (
    Equivalent,
    Faster,
    Identity,
    Ranks,
    Succeeds,
    Superior,
    Test,
    Unbeaten,
    Within,
)
from rnnbench.judging.samples import Sample
from rnnbench.stats import extremes, identities, paired, proportions
from rnnbench.stats import times as time_tests
from rnnbench.stats.decisions import ALPHA, Array, Decision


def decide(group: Sequence[Sample], test: Test, *, alpha: float = ALPHA) -> Decision:
    """Pool samples, seed by seed, and test.

    Args:
        group: the samples of a question that can tell, at least one.
        test: its test.
        alpha: one-sided error rate.
    """
    match test:
        case Identity():
            return identities.holds(np.concatenate([s.a for s in group]), test.tolerance)
        case Succeeds():
            a, b = _sides(group)
            return proportions.succeeds(a > 0.5, b > 0.5, alpha=alpha)
        case Faster():
            a, b = _sides(group)
            return time_tests.faster(a.mean(0), b.mean(0), test.margin, alpha=alpha)
        case Ranks():
            by_name = _by_name(group)
            first = [by_name[name] for name in test.first]
            others = [d for name, d in by_name.items() if name not in test.first]
            ahead = np.stack([one - other for one in first for other in others])
            return extremes.least(ahead, test.margin, alpha=alpha)
        case Unbeaten():
            return extremes.greatest(
                np.stack(list(_by_name(group).values())), test.margin, alpha=alpha
            )
    differences = np.mean([sample.differences for sample in group], axis=0)
    match test:
        case Superior():
            return paired.superior(differences, test.margin, alpha=alpha)
        case Equivalent():
            return paired.equivalent(differences, test.margin, alpha=alpha)
        case Within():
            return paired.within(differences, test.low, test.high, alpha=alpha)


def alone(sample: Sample, test: Test, *, alpha: float = ALPHA) -> Decision | None:
    """What a test says of one stratum; None for ranks, which one alone does not have."""
    match test:
        case Ranks():
            return None
        case _:
            return decide([sample], test, alpha=alpha)


def _sides(group: Sequence[Sample]) -> tuple[Array, Array]:
    """Both sides' numbers, each (strata, n)."""
    a, b = (np.stack([getattr(sample, side) for sample in group]) for side in "ab")
    return a, b


def _by_name(group: Sequence[Sample]) -> dict[str, Array]:
    """Mean difference over strata, one a seed, by the name of the side that varies."""
    varies = 0 if len({sample.names[0] for sample in group}) > 1 else 1
    names = dict.fromkeys(sample.names[varies] for sample in group)
    return {
        name: np.mean([s.differences for s in group if s.names[varies] == name], axis=0)
        for name in names
    }
