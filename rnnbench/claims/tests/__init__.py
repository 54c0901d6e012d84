"""Tests of claims, one class a file.

A test knows what it compares in each run, which strata are uninformative, how it decides, and how
its effect is described. A new kind of test is a new subclass of ``Test``.
"""

from rnnbench.claims.tests.base import Finding, Test
from rnnbench.claims.tests.equivalent import Equivalent
from rnnbench.claims.tests.faster import Faster
from rnnbench.claims.tests.identity import Identity
from rnnbench.claims.tests.ranks import Ranks
from rnnbench.claims.tests.samples import Sample, Stratum
from rnnbench.claims.tests.succeeds import Succeeds
from rnnbench.claims.tests.superior import Superior
from rnnbench.claims.tests.unbeaten import Unbeaten
from rnnbench.claims.tests.within import Within

__all__ = [
    "Equivalent",
    "Faster",
    "Finding",
    "Identity",
    "Ranks",
    "Sample",
    "Stratum",
    "Succeeds",
    "Superior",
    "Test",
    "Unbeaten",
    "Within",
]
