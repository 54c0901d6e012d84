"""Probes: measurements of dynamics and gradients that need no long training. One file each.

A probe is a class derived from ``Probe``; its fields are the settings that a config may give it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from math import nan
from typing import Any, ClassVar, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, PositiveInt, PrivateAttr

from rnnbench.components import corpora
from rnnbench.components.corpora import Data
from rnnbench.components.registry import BUILT_IN, Registry, registry_in

D = TypeVar("D", bound=Data)
T = TypeVar("T", bound=BaseModel)


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
    _registry: Registry = PrivateAttr(default=BUILT_IN)

    def model_post_init(self, context: Any) -> None:
        """Keep the registry that the probe was made with."""
        self._registry = registry_in(context)

    def read(self, corpus: str, kind: type[D]) -> D:
        """Content of a corpus, which is searched for in the config's folder of data as well.

        Raises:
            DataError: the corpus is missing, damaged, or holds another kind of data.
        """
        return corpora.of(corpus, self._registry).read(kind)

    def task(self, kind: type[T], **settings: object) -> T:
        """A task with settings, whose corpus is searched for likewise."""
        return kind.model_validate(settings, context=self._registry)

    def corpora(self) -> tuple[str, ...]:
        """Names of the corpora that it reads."""
        return self.components.get("corpora", ())

    @property
    def missing(self) -> str | None:
        """What data are not there, and how to get them; None if all are."""
        absent = (corpora.of(name, self._registry).missing for name in self.corpora())
        return next(filter(None, absent), None)

    @abstractmethod
    def measure(self, seed: int) -> Iterable[Reading]:
        """Everything that is read off on one seed, each quantity, arm and x once."""


BASE = Probe
