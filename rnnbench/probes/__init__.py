"""Probes: measurements of dynamics and gradients without long training, one file each.

A probe is a subclass of ``Probe``; its fields are the settings that a config may change.
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
    """One measured number of one seed.

    Attributes:
        quantity: one of the probe's ``quantities``.
        arm: the object of the measurement: a cell, an activation, a kind of matrix, ...
        value: the number; not finite if the net's own numbers are not.
        x: position along the quantity's axis (a distance, a weight, ...); nan without an axis.
    """

    quantity: str
    arm: str
    value: float
    x: float = nan


class Probe(BaseModel, ABC):
    """A measurement, repeated over seeds; its readings are a function of the seed alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    quantities: ClassVar[Mapping[str, str]]
    """Quantity names and their descriptions with units, used as axis labels of figures."""
    axes: ClassVar[Mapping[str, str]] = {}
    """Description of x, with its unit, for each quantity that has an axis."""
    components: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Names of the measured components, by kind; the probe reruns when one of them changes."""
    alone: ClassVar[bool] = False
    """Whether the probe measures times and must run alone on the machine."""

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
        """Names of the corpora that the probe reads."""
        return self.components.get("corpora", ())

    @property
    def missing(self) -> str | None:
        """Missing data and how to get them; None if nothing is missing."""
        absent = (corpora.of(name, self._registry).missing for name in self.corpora())
        return next(filter(None, absent), None)

    @abstractmethod
    def measure(self, seed: int) -> Iterable[Reading]:
        """Yield the readings of one seed, each quantity, arm and x once."""


BASE = Probe
