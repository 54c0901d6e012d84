"""Chance that a claim would be decided with other numbers of seeds."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from rnnbench.claims import Claim
from rnnbench.claims.tests import Sample
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.interim import InterimAnalysis
from rnnbench.judging.samples import samples
from rnnbench.stats.decisions import Decision
from rnnbench.stats.power import LADDER, decided_shares


def decided(
    claim: Claim, evidence: Evidence, interim: InterimAnalysis, sizes: Sequence[int] = LADDER
) -> dict[int, float]:
    """Chance that the claim's primary question is decided on its own, by number of seeds.

    Seeds are resampled, the same for all informative strata. The result is empty without
    informative strata, and for exact tests, which have no sampling error.

    Args:
        claim: the claim.
        evidence: what it was judged on.
        interim: the analysis that this was; its error rate is kept.
        sizes: numbers of seeds.

    Raises:
        MissingRunsError: the evidence lacks runs or readings of the claim.
    """
    test = claim.primary.test
    informative = [s for s in samples(claim.primary, evidence) if s.uninformative is None]
    if test.exact or not informative:
        return {}

    def decision(seeds: npt.NDArray[np.int64]) -> Decision:
        return test.decide([_drawn(sample, seeds) for sample in informative], interim.alpha)

    shares = decided_shares(decision, len(informative[0].a), sizes, np.random.default_rng(0))
    return dict(zip(sizes, shares, strict=True))


def _drawn(sample: Sample, seeds: npt.NDArray[np.int64]) -> Sample:
    return replace(sample, a=sample.a[seeds], b=None if sample.b is None else sample.b[seeds])
