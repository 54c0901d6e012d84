"""Probes: measurements of dynamics and gradients that need no long training. One file each.

A probe is a class derived from ``Probe``; its fields are the settings that a config may give it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from math import nan
from typing import ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict, PositiveInt

from rnnbench.components import corpora


class Reading(NamedTuple):
    """One number that a probe has measured on one seed.

    Attributes:
        quantity: what was measured, one of the probe's ``quantities``.
        arm: of what: a cell, an activation, a matrix's kind, ...
        value: the number; not finite if the net's own numbers are not.
        x: where along an axis (a distance, a weight, ...); nan if there is none.
    """

    quantity: str
    arm: str
    value: float
    x: float = nan


class Probe(BaseModel, ABC):
    """A measurement, repeated on some seeds; what it reads off is a function of each seed alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    quantities: ClassVar[Mapping[str, str]]
    """Quantities by name, and what each is, with its unit: the label of a figure's axis."""
    axes: ClassVar[Mapping[str, str]] = {}
    """What x is, with its unit, for each quantity that has one."""
    components: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Names of the components that it measures, by kind: if one changes, it is measured again."""
    alone: ClassVar[bool] = False
    """Whether it measures times, so that nothing may run beside it."""

    seeds: PositiveInt = 20

    def corpora(self) -> tuple[str, ...]:
        """Names of the corpora that it reads."""
        return self.components.get("corpora", ())

    @property
    def missing(self) -> str | None:
        """What data are not there, and how to get them; None if all are."""
        absent = (corpora.of(name).missing for name in self.corpora())
        return next(filter(None, absent), None)

    @abstractmethod
    def measure(self, seed: int) -> Iterable[Reading]:
        """Everything that is read off on one seed, each quantity, arm and x once."""


BASE = Probe
