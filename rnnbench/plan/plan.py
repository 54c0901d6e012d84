"""A plan: all that a config asks for, as a record that can be read without PyTorch."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from rnnbench.claims import SECTIONS, Claim, Contrast, Question, Readings
from rnnbench.components.registry import Registry
from rnnbench.config import Config
from rnnbench.judging.interim import InterimAnalysis
from rnnbench.plan.shards import Omission, Shard
from rnnbench.storage.files import ResultsError, set_aside, write_atomically
from rnnbench.storage.runs import KINDS, Inputs

AXES = ("variant", *KINDS)
"""Axes that a contrast may set apart, besides learning rates."""


class Facts(BaseModel):
    """Base of facts about components: frozen, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class TaskFacts(Facts):
    """Properties of a task at one length."""

    long_range: bool
    """Whether its answer depends on distant inputs."""
    prompted: bool
    """Whether it has a prompt, so that nets are also tested free running."""
    continuous: bool
    """Whether the hidden state continues from batch to batch."""
    steps: int
    """Time steps of an example."""
    metric: str
    """Name of the metric value."""
    corpus: str
    """Its corpus; empty for synthetic tasks."""


class ProbeFacts(Facts):
    """Properties of a probe with its settings."""

    settings: dict[str, Any]
    """All its settings, defaults included."""
    seeds: int
    """Number of seeds."""
    quantities: dict[str, str]
    """What it measures, with units, by name."""
    axes: dict[str, str]
    """What x is, with its unit, for each quantity that has one."""
    missing: str | None
    """Data that are missing; None if there are none."""


class Plan(BaseModel):
    """Everything that a config asks for.

    Attributes:
        config: the config.
        declared: the shards of all blocks of seeds, by path.
        tasks: facts about each task, by study, variant and task (``study/variant/task``), then by
            length.
        probe_facts: facts about each probe of the config, by name.
        omissions: combinations without a meaning, what lacks its data, and broken claims.
        allocated: numbers of blocks of claims that have more than the first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    config: Config
    declared: dict[str, Shard]
    tasks: dict[str, dict[int, TaskFacts]]
    probe_facts: dict[str, ProbeFacts]
    omissions: tuple[Omission, ...]
    allocated: dict[str, int]

    @classmethod
    def read(cls, path: Path) -> "Plan":
        """Read the plan that the pipeline has written.

        Raises:
            ResultsError: it is missing, damaged, or of another version.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            raise ResultsError(f"{path}: cannot be read ({error.strerror})") from None
        except ValidationError:
            raise set_aside(path, "damaged (not a plan of this version)") from None

    def write(self, path: Path) -> None:
        """Write the plan, whole or not at all."""
        write_atomically(path, self.model_dump_json(indent=1).encode())

    def digest(self) -> str:
        """Hash of the plan: equal for equal plans."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @cached_property
    def registry(self) -> Registry:
        """The components of the config."""
        return self.config.registry

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """All claims whose files can be used, by name, in the order of their sections."""
        return claims_of(self.registry)

    @cached_property
    def shards(self) -> dict[str, Shard]:
        """The shards to train, by path: the first block, and the blocks allocated to claims."""
        extended = [claim for claim in self.judged() if claim in self.allocated]
        further = {path for claim in extended for path in self.needed(claim)}
        return {p: shard for p, shard in self.declared.items() if shard.first or p in further}

    @cached_property
    def first(self) -> dict[str, Shard]:
        """The shards of the first block, by path."""
        return {path: shard for path, shard in self.declared.items() if shard.first}

    @cached_property
    def tuned(self) -> dict[str, Shard]:
        """The shards that tune learning rates, by the path of their tuning."""
        return {shard.path("tune"): shard for shard in self.first.values() if shard.tuned}

    def of_study(self, study: str) -> list[Shard]:
        """A study's shards of the first block."""
        return [shard for shard in self.first.values() if shard.study == study]

    def task_facts(self, shard: Shard, length: int) -> TaskFacts:
        """Facts about a shard's task at one of its lengths."""
        return self.tasks[task_key(shard)][length]

    @cached_property
    def probes(self) -> dict[str, dict[str, Any]]:
        """The probes to measure, with their settings: those whose data are there."""
        asked = self.config.probes.items()
        return {name: own for name, own in asked if self.probe_facts[name].missing is None}

    @cached_property
    def missing(self) -> dict[str, str]:
        """Claims that this config cannot judge, and why."""
        reasons = {name: self._lacks(claim.primary) for name, claim in self.claims.items()}
        return {name: why for name, why in reasons.items() if why}

    def judged(self) -> list[str]:
        """Claims that this config can judge."""
        return [name for name in self.claims if name not in self.missing]

    def needed(self, claim: str) -> list[str]:
        """Paths of the shards that a claim's questions are judged on, in its blocks of seeds."""
        contrasts = [c for question in self._asked(claim) for c in question.contrasts()]
        number = self.interim(claim).number
        return sorted({p for contrast in contrasts for p in self._shards_of(contrast, number)})

    def interim(self, claim: str) -> InterimAnalysis:
        """A claim's interim analysis: one for each allocated block.

        As many are declared as every study of the claim's primary question has blocks.
        """
        names = {contrast.study for contrast in self.claims[claim].primary.contrasts()}
        studies = [study for name, study in self.config.studies.items() if name in names]
        declared = min((len(study.blocks) for study in studies), default=1)
        return InterimAnalysis(min(self.allocated.get(claim, 1), declared), declared)

    def seeds(self, claim: str) -> int:
        """Number of seeds that a claim's primary question is judged on."""
        studies = {contrast.study for contrast in self.claims[claim].primary.contrasts()}
        number = self.interim(claim).number
        return min((sum(self.config.studies[s].seeds[:number]) for s in studies), default=0)

    def tuning(self, claim: str) -> list[str]:
        """Paths of the tuning of the shards that a claim is judged on."""
        shards = [self.declared[path] for path in self.needed(claim)]
        return sorted({shard.path("tune") for shard in shards if shard.tuned})

    def probed(self, claim: str) -> list[str]:
        """Names of the probes that a claim is judged on."""
        contrasts = [question.contrast for question in self._asked(claim)]
        return sorted({r.probe for r in contrasts if isinstance(r, Readings)})

    def with_blocks(self, allocated: Mapping[str, int]) -> "Plan":
        """The same plan with other numbers of blocks allocated to claims."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Plan(
            **{**fields, "allocated": dict(allocated)}
        )  # a copy would keep cached properties

    def _asked(self, claim: str) -> list[Question]:
        """A claim's questions, as far as this config has what they need."""
        return [q for q in self.claims[claim].questions() if not self._lacks(q)]

    def _shards_of(self, contrast: Contrast, blocks: int) -> Iterable[str]:
        seeds = self.config.studies[contrast.study].blocks[:blocks]
        for path, shard in self.declared.items():
            values = {axis: getattr(shard, axis) for axis in ("variant", "task", "cell", "norm")}
            wanted = {axis: contrast.needs(axis) for axis in values}
            fits = all(names is None or values[axis] in names for axis, names in wanted.items())
            fits = fits and shard.study == contrast.study and shard.seeds in seeds
            if fits and self._suits(shard, contrast):
                yield path

    def _lacks(self, question: Question) -> str | None:
        if isinstance(question.contrast, Readings):
            return self._lacks_readings(question.contrast)
        lacks = next(filter(None, map(self._lacks_runs, question.contrasts())), None)
        return lacks or self._lacks_pairs(question)

    def _lacks_pairs(self, question: Question) -> str | None:
        studies = {contrast.study for contrast in question.contrasts()}
        if len({self.config.studies[study].seeds for study in studies}) > 1:
            return f"studies {' and '.join(sorted(studies))} do not have the same seeds"
        return None

    def _lacks_readings(self, readings: Readings) -> str | None:
        if readings.probe not in self.config.probes:
            return f"this scale has no probe {readings.probe!r}"
        probe = self.probe_facts[readings.probe]
        if probe.missing:
            return f"probe {readings.probe!r} lacks data: {probe.missing}"
        return None if probe.seeds > 1 else "an interval needs two seeds or more"

    def _lacks_runs(self, contrast: Contrast) -> str | None:
        study, shards = self.config.studies.get(contrast.study), self.of_study(contrast.study)
        if study is None or not shards:
            return f"this scale has no study {contrast.study!r}"
        if not any(self._far_enough(shard, contrast) for shard in shards):
            return f"study {contrast.study!r} has no long-range task here"
        if not any(self._suits(shard, contrast) for shard in shards):
            return f"study {contrast.study!r} has no task here that is tested free running"
        if contrast.axis == "learning_rate":
            enough = study.tuning_seeds == 0 and len(study.learning_rates) > 1
            return None if enough else f"{contrast.study!r} does not compare learning rates"
        for multiple in contrast.multiples().values():
            if multiple not in (1, *study.test_lengths):
                return f"study {contrast.study!r} does not test at {multiple:g} × the length"
        axis = contrast.axis
        named = {
            "variant": tuple(study.variants),
            "inputs": get_args(Inputs),
            "tested_at": tuple(contrast.multiples()),
        }
        offered = named.get(axis) or getattr(study, KINDS[axis])
        absent = [name for name in (*contrast.a, *contrast.b) if name not in offered]
        if absent:
            return f"study {contrast.study!r} has no {contrast.axis} {', '.join(absent)}"
        if study.seeds[0] < 2:
            return "an interval needs two seeds or more"
        for value in (*contrast.a, *contrast.b):
            if not self._has_arm(contrast, value):
                return f"study {contrast.study!r} leaves {contrast.axis} {value} out here"
        return None

    def _has_arm(self, contrast: Contrast, value: str) -> bool:
        """Whether the study has an arm with this value on the contrast's axis, others as held."""
        wanted = {**{axis: contrast.needs(axis) for axis in AXES}, contrast.axis: (value,)}
        return any(
            all(names[axis] in (wanted[axis] or names.values()) for axis in names)
            for shard in self.of_study(contrast.study)
            for names in shard.named()
        )

    def _far_enough(self, shard: Shard, contrast: Contrast) -> bool:
        """Whether a contrast is about tasks of this shard's range."""
        return not contrast.long_range or self.task_facts(shard, shard.lengths[0]).long_range

    def _suits(self, shard: Shard, contrast: Contrast) -> bool:
        """Whether a contrast is about tasks of this shard's range, tested as it asks for."""
        prompted = self.task_facts(shard, shard.lengths[0]).prompted
        return ("own" not in contrast.inputs or prompted) and self._far_enough(shard, contrast)


def claims_of(registry: Registry) -> dict[str, Claim]:
    """All claims whose files can be used, by name, in the order of their sections."""
    found = {name: registry.load("claims", name) for name in registry.sound("claims")}
    return dict(sorted(found.items(), key=lambda item: SECTIONS.index(item[1].section)))


def broken_claims(registry: Registry) -> tuple[Omission, ...]:
    """Claims whose files cannot be used, and why; the others are judged without them."""
    reasons = {name: registry.broken("claims", name) for name in registry.names("claims")}
    return tuple(Omission("claims", name, why) for name, why in reasons.items() if why)


def task_key(shard: Shard) -> str:
    """Key of a shard's task in ``Plan.tasks``."""
    return f"{shard.study}/{shard.variant}/{shard.task}"
