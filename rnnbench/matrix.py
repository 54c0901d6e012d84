"""From a config to what is to be done: studies -> shards -> runs, their cost, what is left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

from rnnbench import discovery
from rnnbench.claims import SECTIONS, Claim, Contrast, Question, Readings
from rnnbench.config import Config, Execution, Study, Training, probe_of, task_lengths
from rnnbench.corpora import Corpus
from rnnbench.engine import devices, sizes
from rnnbench.engine.stacks import EXAMPLES
from rnnbench.network import Network
from rnnbench.runs import KINDS, Stage
from rnnbench.shards import Omission, Shard
from rnnbench.tasks import Task

AXES = ("variant", *KINDS)
"""What a contrast may set apart, besides learning rates."""
ENGINE_VERSION_FILE = discovery.ROOT / "engine" / "VERSION"
PRODUCTS_PER_SECOND = 4e10
SECONDS_PER_GATE_UNIT = 8e-9
"""Rough speeds of one core (``rnnbench plan`` only): matrix products, and the rest of a step."""


@dataclass(frozen=True)
class Plan:
    """Everything that a config asks for.

    Attributes:
        config: the config.
        shards: all shards, by path.
        omissions: combinations that make no sense or lack their data.
    """

    config: Config
    shards: Mapping[str, Shard]
    omissions: tuple[Omission, ...]

    def tuned(self, claim: str | None = None) -> list[str]:
        """Paths of the shards whose learning rates are tuned; all, or those that a claim needs."""
        paths = self.shards if claim is None else self.needed(claim)
        return [path for path in paths if self.shards[path].tuned]

    def of_study(self, study: str) -> list[Shard]:
        """A study's shards."""
        return [shard for shard in self.shards.values() if shard.study == study]

    def components(self, path: str) -> list[str]:
        """Files whose change makes a shard's results out of date."""
        return [_relative(file) for file in components(self.shards[path])]

    @cached_property
    def missing(self) -> dict[str, str]:
        """Claims that this config cannot judge, and why."""
        reasons = {name: self._lacks(claim.primary) for name, claim in claims().items()}
        return {name: why for name, why in reasons.items() if why}

    def judged(self) -> list[str]:
        """Claims that this config can judge."""
        return [name for name in claims() if name not in self.missing]

    def needed(self, claim: str) -> list[str]:
        """Paths of the shards that a claim's questions look at."""
        contrasts = [c for question in self._asked(claim) for c in question.contrasts()]
        return sorted({path for contrast in contrasts for path in self._shards_of(contrast)})

    def probed(self, claim: str) -> list[str]:
        """Names of the probes that a claim's questions look at."""
        looked_at = [question.contrast for question in self._asked(claim)]
        return sorted({r.probe for r in looked_at if isinstance(r, Readings)})

    def _asked(self, claim: str) -> list[Question]:
        """A claim's questions, as far as this config has what they look at."""
        return [q for q in claims()[claim].questions() if not self._lacks(q)]

    def _shards_of(self, contrast: Contrast) -> Iterable[str]:
        for path, shard in self.shards.items():
            values = {axis: getattr(shard, axis) for axis in ("variant", "task", "cell", "norm")}
            wanted = {axis: contrast.needs(axis) for axis in values}
            fits = all(names is None or values[axis] in names for axis, names in wanted.items())
            if shard.study == contrast.study and fits and _far_enough(shard, contrast):
                yield path

    def _lacks(self, question: Question) -> str | None:
        if isinstance(question.contrast, Readings):
            return self._lacks_readings(question.contrast)
        return next(filter(None, map(self._lacks_runs, question.contrasts())), None)

    def _lacks_readings(self, readings: Readings) -> str | None:
        if readings.probe not in self.config.probes:
            return f"this scale has no probe {readings.probe!r}"
        seeds = probe_of(readings.probe, self.config.probes[readings.probe]).seeds
        return None if seeds > 1 else "an interval needs two seeds or more"

    def _lacks_runs(self, contrast: Contrast) -> str | None:
        study, shards = self.config.studies.get(contrast.study), self.of_study(contrast.study)
        if study is None or not shards:
            return f"this scale has no study {contrast.study!r}"
        if not any(_far_enough(shard, contrast) for shard in shards):
            return f"study {contrast.study!r} has no long-range task here"
        if contrast.axis == "learning_rate":
            enough = study.tuning_seeds == 0 and len(study.learning_rates) > 1
            return None if enough else f"{contrast.study!r} does not compare learning rates"
        if contrast.tested_at not in (1, *study.test_lengths):
            return f"study {contrast.study!r} does not test at {contrast.tested_at:g} × the length"
        offered = tuple(study.variants)
        if contrast.axis != "variant":
            offered = getattr(study, KINDS[contrast.axis])
        absent = [name for name in (*contrast.a, *contrast.b) if name not in offered]
        if absent:
            return f"study {contrast.study!r} has no {contrast.axis} {', '.join(absent)}"
        if study.seeds < 2:
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


def plan(config: Config) -> Plan:
    """Expand a config.

    Raises:
        ConfigError: it asks for more memory than it grants, or for a GPU that is not there.
        DataError: data that it asks for are there, but are not what they should be.
    """
    shards: dict[str, Shard] = {}
    omissions: list[Omission] = []
    for name, study in config.studies.items():
        omissions.extend(_left_out(name, study))
        for shard in _shards(name, study, config.components, omissions):
            _check_memory(shard, config.execution)
            shards[shard.path] = shard
    return Plan(config, shards, tuple(omissions))


def code(*packages: str) -> list[str]:
    """Source files of some of rnnbench's packages: what judging or reporting depends on."""
    return [
        _relative(file)
        for package in packages
        for file in sorted((discovery.ROOT / package).iterdir())
        if file.suffix in {".py", ".j2", ".css"}
    ]


def claims() -> dict[str, Claim]:
    """All claims, by name, in the order of their sections."""
    found = {name: discovery.load("claims", name) for name in discovery.names("claims")}
    return dict(sorted(found.items(), key=lambda item: SECTIONS.index(item[1].section)))


def _shards(
    name: str, study: Study, components: tuple[str, ...], omissions: list[Omission]
) -> Iterable[Shard]:
    for (variant, training), (task, settings) in product(
        study.variants.items(), study.tasks.items()
    ):
        lengths = task_lengths(task, settings)
        absent = _absent_data(task, next(iter(lengths.values())))
        if absent:
            omissions.append(Omission(name, task, absent))
            continue
        first = discovery.load("tasks", task)(**next(iter(lengths.values())))
        for cell, norm in product(study.cells, study.norms):
            inits = [init for init in study.inits if not _unsuited(cell, norm, init)]
            combinations = tuple(
                names
                for names in product(inits, study.clips, study.penalties)
                if study.includes(norm, *names)
            )
            if combinations:
                own = {field: getattr(training, field) for field in Training.model_fields}
                if study.equal == "parameters":
                    own["hidden"] = _equal_units(training, study.cells[0], cell, first)
                yield Shard(
                    study=name,
                    variant=variant,
                    task=task,
                    settings={k: v for k, v in settings.items() if k != "length"},
                    lengths=tuple(lengths),
                    cell=cell,
                    norm=norm,
                    combinations=combinations,
                    components=components,
                    **own,
                )


def _equal_units(training: Training, reference: str, cell: str, task: Task) -> int:
    """Units that bring a cell, without norm, closest to the weights of the reference cell."""

    def parameters(name: str, hidden: int) -> int:
        return Network.of(
            name, "none", task, **{**training.arrangement(), "hidden": hidden}
        ).parameters()

    aim = parameters(reference, training.hidden)
    more = 1
    while parameters(cell, more) < aim:
        more += 1
    return min((max(1, more - 1), more), key=lambda units: abs(parameters(cell, units) - aim))


def _unsuited(cell: str, norm: str, init: str) -> tuple[str, str] | None:
    """What of a combination makes no sense, and why; None if all does."""
    kind = discovery.load("cells", cell)
    why = discovery.load("inits", init).unsuited(kind)
    if why:
        return f"{cell} with {init}", why
    if discovery.load("norms", norm).memory_weights and "c" not in kind.states:
        return f"{cell} with norm {norm}", f"{kind.__name__} has no memory besides its output"
    return None


def _left_out(name: str, study: Study) -> Iterable[Omission]:
    """What a study leaves out, whatever the task."""
    suited, unsuited = [], {}
    for cell, norm, init in product(study.cells, study.norms, study.inits):
        reason = _unsuited(cell, norm, init)
        if reason:
            unsuited[reason] = Omission(name, *reason)
        else:
            suited.append((norm, init))
    yield from unsuited.values()
    fraction = [
        study.includes(norm, init, clip, penalty)
        for norm, init in suited
        for clip, penalty in product(study.clips, study.penalties)
    ]
    if not all(fraction):
        groups = "; ".join(" × ".join(group) for group in study.crossed)
        what = f"{fraction.count(False):,} of {len(fraction):,} combinations of axes"
        yield Omission(name, what, f"crossed are only {groups}")


def _absent_data(task: str, settings: Mapping[str, object]) -> str | None:
    """What data of a task are not there, or None.

    Raises:
        DataError: they are there, but are not what they should be.
    """
    asked: Task = discovery.load("tasks", task)(**settings)
    if asked.missing is None and asked.data:
        asked.data.check()
    return asked.missing


def corpora(config: Config) -> list[Corpus]:
    """The corpora that a config's tasks use."""
    tasks = (
        discovery.load("tasks", name)(**settings)
        for study in config.studies.values()
        for name, asked in study.tasks.items()
        for settings in task_lengths(name, asked).values()
    )
    return list(dict.fromkeys(task.data for task in tasks if task.data))


def task_of(shard: Shard, length: int) -> Task:
    """The shard's task at one of its lengths."""
    task: Task = discovery.load("tasks", shard.task)(**shard.task_settings(length))
    return task


def network_of(shard: Shard, task: Task) -> Network:
    """The shape of the shard's nets, for its task at one of its lengths."""
    return Network.of(shard.cell, shard.norm, task, **shard.arrangement())


def counts(shard: Shard) -> dict[Stage, int]:
    """Number of a shard's runs, by stage."""
    arms = len(shard.arms())
    rates = len(shard.learning_rates)
    return {
        "tune": arms * rates * shard.tuning_seeds,
        "train": arms * shard.seeds * (1 if shard.tuned else rates),
    }


def seconds(shard: Shard) -> float:
    """Rough training time of a shard on one core."""
    runs_per_length = sum(counts(shard).values()) / len(shard.lengths)
    return sum(runs_per_length * _seconds_of_run(shard, length) for length in shard.lengths)


def _seconds_of_run(shard: Shard, length: int) -> float:
    task = task_of(shard, length)
    network = network_of(shard, task)
    products = network.flops(shard.batch, task.steps, task.answers) / PRODUCTS_PER_SECOND
    update = products + network.gate_units(shard.batch, task.steps) * SECONDS_PER_GATE_UNIT
    forward_only = shard.evaluations * EXAMPLES["valid"] / shard.batch / 3
    return (shard.updates + forward_only) * update


def components(shard: Shard) -> list[Path]:
    """The source and data files that a shard's results depend on."""
    return [
        *discovery.sources("cells", shard.cell),
        *discovery.sources("norms", shard.norm),
        *discovery.sources("tasks", shard.task),
        *(
            file
            for axis in ("init", "clip", "penalty")
            for name in sorted({names[axis] for names in shard.named()})
            for file in discovery.sources(KINDS[axis], name)
        ),
        *task_of(shard, shard.lengths[0]).sources,
        ENGINE_VERSION_FILE,
    ]


def probe_files(config: Config, name: str) -> list[str]:
    """Source files whose change makes a probe's readings out of date."""
    probe = probe_of(name, config.probes[name])
    measured = [
        file
        for kind, names in probe.components.items()
        for component in names
        for file in discovery.sources(kind, component)
    ]
    own = discovery.sources("probes", name)
    return [*map(_relative, [*own, *measured, ENGINE_VERSION_FILE]), *code("measures")]


def _check_memory(shard: Shard, execution: Execution) -> None:
    """Refuse a shard of which not even one net fits into a job's memory.

    Raises:
        ConfigError: it does not.
    """
    for length in shard.lengths:
        task = task_of(shard, length)
        network = network_of(shard, task)
        sizes.members_at_once(
            network,
            shard.batch,
            task.steps,
            task.answers,
            "eager",
            execution.memory_mb,
            devices.device(execution.device),
        )


def _relative(path: Path) -> str:
    """Relative to the working directory where it lies below it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
