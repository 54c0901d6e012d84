"""Looks at one claim's data, block of seeds by block of seeds, and what each may cost."""

from dataclasses import dataclass

from rnnbench.stats.decisions import ALPHA


@dataclass(frozen=True)
class Look:
    """One of the looks that were declared beforehand.

    The error rate is split evenly among them (Bonferroni). So whichever test is used, however the
    looks hang together and whichever of them is the last, a claim errs one-sidedly in at most
    ``ALPHA`` of cases: an error at any look has a chance of at most the sum of their levels.

    Attributes:
        number: which one, from 1; it sees that many blocks.
        declared: how many there may be.
    """

    number: int = 1
    declared: int = 1

    @property
    def alpha(self) -> float:
        """One-sided error rate of this look."""
        return ALPHA / self.declared

    @property
    def last(self) -> bool:
        """Whether no further one was declared."""
        return self.number == self.declared

    def overall(self, p: float) -> float:
        """A p-value at this look as one of the whole procedure."""
        return min(1.0, p * self.declared)


ONLY = Look()
"""The look at data that all come in one block."""
