"""From a config to what is to be done: studies -> shards -> runs, and what is left out."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, get_args

from rnnbench.claims import SECTIONS, Claim, Contrast, Question, Readings
from rnnbench.components import discovery
from rnnbench.components.tasks import Task
from rnnbench.config import Config, Study, Training, probe_of, task_lengths
from rnnbench.engine.network import Network
from rnnbench.engine.records import Inputs
from rnnbench.judging.interim import Look
from rnnbench.plan import preflight, seed_allocation
from rnnbench.plan.paths import Paths
from rnnbench.plan.shards import Omission, Shard, task_of
from rnnbench.probes import Probe
from rnnbench.storage.runs import KINDS

AXES = ("variant", *KINDS)
"""What a contrast may set apart, besides learning rates."""


@dataclass(frozen=True)
class Plan:
    """Everything that a config asks for.

    Attributes:
        config: the config.
        declared: the shards of all blocks of seeds, by path.
        omissions: combinations that make no sense, what lacks its data, and broken claims.
        granted: how many blocks claims have been granted, where that is not the first alone.
    """

    config: Config
    declared: Mapping[str, Shard]
    omissions: tuple[Omission, ...]
    granted: Mapping[str, int]

    @cached_property
    def shards(self) -> dict[str, Shard]:
        """The shards to train, by path: those of the first block, and what claims were granted."""
        granted = [claim for claim in self.judged() if claim in self.granted]
        further = {path for claim in granted for path in self.needed(claim)}
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

    @cached_property
    def probes(self) -> dict[str, dict[str, Any]]:
        """The probes to measure, with their settings: those whose data are there."""
        asked = self.config.probes.items()
        return {name: own for name, own in asked if probe_of(name, own).missing is None}

    @cached_property
    def missing(self) -> dict[str, str]:
        """Claims that this config cannot judge, and why."""
        reasons = {name: self._lacks(claim.primary) for name, claim in claims().items()}
        return {name: why for name, why in reasons.items() if why}

    def judged(self) -> list[str]:
        """Claims that this config can judge."""
        return [name for name in claims() if name not in self.missing]

    def needed(self, claim: str) -> list[str]:
        """Paths of the shards that a claim's questions look at, in the blocks it was granted."""
        contrasts = [c for question in self._asked(claim) for c in question.contrasts()]
        number = self.look(claim).number
        return sorted({p for contrast in contrasts for p in self._shards_of(contrast, number)})

    def look(self, claim: str) -> Look:
        """Which look at its data a claim is at, one a block, and how many were declared.

        There are as many as every study that the claim's primary question looks at has blocks.
        """
        names = {contrast.study for contrast in claims()[claim].primary.contrasts()}
        studies = [study for name, study in self.config.studies.items() if name in names]
        declared = min((len(study.blocks) for study in studies), default=1)
        return Look(min(self.granted.get(claim, 1), declared), declared)

    def seeds(self, claim: str) -> int:
        """How many seeds of the studies that its primary question looks at a claim is judged on."""
        studies = {contrast.study for contrast in claims()[claim].primary.contrasts()}
        number = self.look(claim).number
        return min((sum(self.config.studies[s].seeds[:number]) for s in studies), default=0)

    def tuning(self, claim: str) -> list[str]:
        """Paths of the tuning of the shards that a claim's questions look at."""
        shards = [self.declared[path] for path in self.needed(claim)]
        return sorted({shard.path("tune") for shard in shards if shard.tuned})

    def probed(self, claim: str) -> list[str]:
        """Names of the probes that a claim's questions look at."""
        looked_at = [question.contrast for question in self._asked(claim)]
        return sorted({r.probe for r in looked_at if isinstance(r, Readings)})

    def _asked(self, claim: str) -> list[Question]:
        """A claim's questions, as far as this config has what they look at."""
        return [q for q in claims()[claim].questions() if not self._lacks(q)]

    def _shards_of(self, contrast: Contrast, blocks: int) -> Iterable[str]:
        seeds = self.config.studies[contrast.study].blocks[:blocks]
        for path, shard in self.declared.items():
            values = {axis: getattr(shard, axis) for axis in ("variant", "task", "cell", "norm")}
            wanted = {axis: contrast.needs(axis) for axis in values}
            fits = all(names is None or values[axis] in names for axis, names in wanted.items())
            fits = fits and shard.study == contrast.study and shard.seeds in seeds
            if fits and _suits(shard, contrast):
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
        probe: Probe = probe_of(readings.probe, self.config.probes[readings.probe])
        if probe.missing:
            return f"probe {readings.probe!r} lacks data: {probe.missing}"
        return None if probe.seeds > 1 else "an interval needs two seeds or more"

    def _lacks_runs(self, contrast: Contrast) -> str | None:
        study, shards = self.config.studies.get(contrast.study), self.of_study(contrast.study)
        if study is None or not shards:
            return f"this scale has no study {contrast.study!r}"
        if not any(_far_enough(shard, contrast) for shard in shards):
            return f"study {contrast.study!r} has no long-range task here"
        if not any(_suits(shard, contrast) for shard in shards):
            return f"study {contrast.study!r} has no task here whose nets read their own answers"
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


def _far_enough(shard: Shard, contrast: Contrast) -> bool:
    """Whether a contrast looks at tasks of this shard's range."""
    return not contrast.long_range or bool(discovery.load("tasks", shard.task).long_range)


def _suits(shard: Shard, contrast: Contrast) -> bool:
    """Whether a contrast looks at tasks of this shard's range, tested as it asks for."""
    prompted = "own" not in contrast.inputs or task_of(shard, shard.lengths[0]).prompt is not None
    return prompted and _far_enough(shard, contrast)


def plan(config: Config) -> Plan:
    """Expand a config; how many blocks of seeds its claims were granted is read from its results.

    Raises:
        ConfigError: it asks for more memory than it grants, or for a GPU that is not there.
        DataError: data that it asks for are there, but are not what they should be.
        ResultsError: there is a file of grants that cannot be read.
    """
    declared: dict[str, Shard] = {}
    omissions: list[Omission] = []
    for name, study in config.studies.items():
        omissions.extend(_left_out(name, study))
        for shard in _shards(name, study, config.components, omissions):
            preflight.check_memory(shard, config.execution)
            for seeds in study.blocks:
                block = shard.model_copy(update={"seeds": seeds})
                declared[block.path("train")] = block
    omissions.extend(preflight.unmeasured(config))
    omissions.extend(broken_claims())
    return Plan(config, declared, tuple(omissions), seed_allocation.read(Paths.of(config).granted))


def claims() -> dict[str, Claim]:
    """All claims whose files are sound, by name, in the order of their sections."""
    found = {name: discovery.load("claims", name) for name in discovery.sound("claims")}
    return dict(sorted(found.items(), key=lambda item: SECTIONS.index(item[1].section)))


def broken_claims() -> tuple[Omission, ...]:
    """Claims whose files are broken, and how; the others are judged without them."""
    reasons = {name: discovery.broken("claims", name) for name in discovery.names("claims")}
    return tuple(Omission("claims", name, why) for name, why in reasons.items() if why)


def _shards(
    name: str, study: Study, components: tuple[str, ...], omissions: list[Omission]
) -> Iterable[Shard]:
    for (variant, training), (task, settings) in product(
        study.variants.items(), study.tasks.items()
    ):
        lengths = task_lengths(task, settings)
        absent = preflight.absent_data(task, next(iter(lengths.values())))
        if absent:
            omission = Omission(name, task, absent)
            if omission not in omissions:  # the variants before lacked them as well
                omissions.append(omission)
            continue
        options = [discovery.load("tasks", task)(**option) for option in lengths.values()]
        for option in options:
            preflight.check_data(option, training)
            preflight.check_tests(option, training)
        first = options[0]
        for cell, norm in product(study.cells, study.norms):
            combinations = tuple(
                (init, clip, penalty)
                for init, clip, penalty in product(study.inits, study.clips, study.penalties)
                if not _unsuited(cell, norm, init, penalty)
                and study.includes(norm, init, clip, penalty)
            )
            if combinations:
                own = {field: getattr(training, field) for field in Training.model_fields}
                if study.equal == "parameters":
                    own["hidden"] = _equal_units(study, training, cell, first)
                yield Shard(
                    study=name,
                    variant=variant,
                    task=task,
                    settings={k: v for k, v in settings.items() if k != "length"},
                    lengths=tuple(lengths),
                    cell=cell,
                    norm=norm,
                    combinations=combinations,
                    seeds=study.blocks[0],
                    components=components,
                    **own,
                )


def _equal_units(study: Study, training: Training, cell: str, task: Task) -> int:
    """Units that bring a cell closest to the weights of the study's first cell and variant.

    Norms' weights do not count.
    """

    def parameters(name: str, arrangement: dict[str, Any]) -> int:
        return Network.of(name, "none", task, **arrangement).parameters()

    def with_units(units: int) -> int:
        return parameters(cell, {**training.arrangement(), "hidden": units})

    reference = next(iter(study.variants.values()))
    aim = parameters(study.cells[0], reference.arrangement())
    most = 1
    while with_units(most) < aim:
        most *= 2
    more = bisect_left(range(1, most + 1), aim, key=with_units) + 1
    return min((max(1, more - 1), more), key=lambda units: abs(with_units(units) - aim))


def _unsuited(cell: str, norm: str, init: str, penalty: str) -> tuple[str, str] | None:
    """The part of a combination that makes no sense, and why; None if all of it does."""
    kind = discovery.load("cells", cell)
    why = discovery.load("inits", init).unsuited(kind)
    if why:
        return f"{cell} with {init}", why
    why = discovery.load("penalties", penalty).unsuited(kind)
    if why:
        return f"{cell} with penalty {penalty}", why
    if discovery.load("norms", norm).memory_weights and "c" not in kind.states:
        return f"{cell} with norm {norm}", f"{kind.__name__} has no memory besides its output"
    return None


def _left_out(name: str, study: Study) -> Iterable[Omission]:
    """What a study leaves out, whatever the task."""
    suited, unsuited = [], {}
    for cell, *names in product(study.cells, study.norms, study.inits, study.penalties):
        reason = _unsuited(cell, *names)
        if reason:
            unsuited[reason] = Omission(name, *reason)
        else:
            suited.append(names)
    yield from unsuited.values()
    fraction = [
        study.includes(norm, init, clip, penalty)
        for norm, init, penalty in suited
        for clip in study.clips
    ]
    if not all(fraction):
        groups = "; ".join(" × ".join(group) for group in study.crossed)
        what = f"{fraction.count(False):,} of {len(fraction):,} combinations of axes"
        yield Omission(name, what, f"crossed are only {groups}")
