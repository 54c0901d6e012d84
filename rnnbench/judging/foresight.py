"""How likely a claim would be decided with other numbers of seeds."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from rnnbench.claims import Claim, Identity
from rnnbench.judging.deciding import decide
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.interim import Look
from rnnbench.judging.samples import Sample, samples
from rnnbench.stats.decisions import Decision
from rnnbench.stats.power import LADDER, decided_shares


def decided(
    claim: Claim, evidence: Evidence, look: Look, sizes: Sequence[int] = LADDER
) -> dict[int, float]:
    """Chance that the claim's primary question is decided on its own, by number of seeds.

    The seeds at hand are drawn anew, for all strata together; strata that cannot tell stay out.
    Empty if no stratum can tell, and for an identity, which has no sampling error.

    Args:
        claim: the claim.
        evidence: what it was judged on.
        look: which look at the data that was; its error rate is kept.
        sizes: numbers of seeds.

    Raises:
        MissingRunsError: the evidence lacks runs or readings that the claim looks at.
    """
    test = claim.primary.test
    telling = [s for s in samples(claim.primary, evidence) if s.silent is None]
    if not telling or isinstance(test, Identity):
        return {}

    def decision(seeds: npt.NDArray[np.int64]) -> Decision:
        return decide([_drawn(sample, seeds) for sample in telling], test, alpha=look.alpha)

    shares = decided_shares(decision, len(telling[0].a), sizes, np.random.default_rng(0))
    return dict(zip(sizes, shares, strict=True))


def _drawn(sample: Sample, seeds: npt.NDArray[np.int64]) -> Sample:
    return replace(sample, a=sample.a[seeds], b=None if sample.b is None else sample.b[seeds])
