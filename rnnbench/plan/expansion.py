"""From a config to a plan: studies -> shards -> runs, and what is left out."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import product
from typing import Any

from rnnbench.components.registry import Registry
from rnnbench.components.tasks import Task
from rnnbench.config import Config, Study, Training, probe_of, tasks_of
from rnnbench.engine.network import Network
from rnnbench.plan import preflight, seed_allocation
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan, ProbeFacts, TaskFacts, broken_claims, task_key
from rnnbench.plan.shards import Omission, Shard
from rnnbench.plan.user_errors import attributed_to_own_files


def expand(config: Config) -> Plan:
    """Expand a config; how many blocks of seeds its claims have is read from its results.

    Raises:
        ConfigError: a network does not fit into memory, or the GPU that it asks for is missing.
        DataError: data that it asks for are not the right ones.
        ComponentsError: a component of the user's own fails.
        ResultsError: the file of allocated seeds cannot be read.
    """
    registry = config.registry
    with attributed_to_own_files(registry):
        return _expanded(config, registry)


def _expanded(config: Config, registry: Registry) -> Plan:
    declared: dict[str, Shard] = {}
    tasks: dict[str, dict[int, TaskFacts]] = {}
    omissions: list[Omission] = []
    for name, study in config.studies.items():
        omissions.extend(_left_out(name, study, registry))
        for shard, facts in _shards(name, study, config, registry, omissions):
            preflight.check_memory(shard, config.execution, registry)
            tasks[task_key(shard)] = facts
            for seeds in study.blocks:
                block = shard.model_copy(update={"seeds": seeds})
                declared[block.path("train")] = block
    omissions.extend(preflight.unmeasured(config))
    omissions.extend(broken_claims(registry))
    return Plan(
        config=config,
        declared=declared,
        tasks=tasks,
        probe_facts={name: _probe_facts(name, config, registry) for name in config.probes},
        omissions=tuple(omissions),
        allocated=seed_allocation.read(Paths.of(config).seed_allocation),
    )


def _task_facts(task: Task) -> TaskFacts:
    return TaskFacts(
        long_range=task.long_range,
        prompted=task.prompt is not None,
        continuous=task.continuous,
        steps=task.steps,
        metric=task.metric,
        corpus=str(getattr(task, "corpus", "")),
    )


def _probe_facts(name: str, config: Config, registry: Registry) -> ProbeFacts:
    probe = probe_of(registry, name, config.probes[name])
    return ProbeFacts(
        settings=probe.model_dump(mode="json"),
        seeds=probe.seeds,
        quantities=dict(probe.quantities),
        axes=dict(probe.axes),
        missing=probe.missing,
    )


def _shards(
    name: str, study: Study, config: Config, registry: Registry, omissions: list[Omission]
) -> Iterable[tuple[Shard, dict[int, TaskFacts]]]:
    for (variant, training), (task, settings) in product(
        study.variants.items(), study.tasks.items()
    ):
        at_lengths = tasks_of(registry, task, settings)
        first = next(iter(at_lengths.values()))
        absent = preflight.absent_data(first, registry)
        if absent:
            omission = Omission(name, task, absent)
            if omission not in omissions:  # earlier variants lacked them as well
                omissions.append(omission)
            continue
        for at_length in at_lengths.values():
            preflight.check_data(at_length, training, registry)
            preflight.check_tests(at_length, training)
        facts = {length: _task_facts(at_length) for length, at_length in at_lengths.items()}
        for cell, norm in product(study.cells, study.norms):
            combinations = tuple(
                (init, clip, penalty)
                for init, clip, penalty in product(study.inits, study.clips, study.penalties)
                if not _unsuited(registry, cell, norm, init, penalty)
                and study.includes(norm, init, clip, penalty)
            )
            if combinations:
                own = {field: getattr(training, field) for field in Training.model_fields}
                if study.equal == "parameters":
                    own["hidden"] = _equal_units(study, training, cell, first, registry)
                shard = Shard(
                    study=name,
                    variant=variant,
                    task=task,
                    settings={k: v for k, v in settings.items() if k != "length"},
                    lengths=tuple(at_lengths),
                    cell=cell,
                    norm=norm,
                    combinations=combinations,
                    seeds=study.blocks[0],
                    components=config.components,
                    **own,
                )
                yield shard, facts


def _equal_units(
    study: Study, training: Training, cell: str, task: Task, registry: Registry
) -> int:
    """Units that bring a cell closest to the weights of the study's first cell and variant.

    Norms' weights do not count.
    """

    def parameters(name: str, arrangement: dict[str, Any]) -> int:
        network = Network.of(name, "none", task, **arrangement, registry=registry)
        return network.parameters()

    def with_units(units: int) -> int:
        return parameters(cell, {**training.arrangement(), "hidden": units})

    reference = next(iter(study.variants.values()))
    aim = parameters(study.cells[0], reference.arrangement())
    most = 1
    while with_units(most) < aim:
        most *= 2
    more = bisect_left(range(1, most + 1), aim, key=with_units) + 1
    return min((max(1, more - 1), more), key=lambda units: abs(with_units(units) - aim))


def _unsuited(
    registry: Registry, cell: str, norm: str, init: str, penalty: str
) -> tuple[str, str] | None:
    """The invalid part of a combination, and why; None if all of it is valid."""
    kind = registry.load("cells", cell)
    why = registry.load("inits", init).unsuited(kind)
    if why:
        return f"{cell} with {init}", why
    why = registry.load("penalties", penalty).unsuited(kind)
    if why:
        return f"{cell} with penalty {penalty}", why
    if registry.load("norms", norm).memory_weights and "c" not in kind.states:
        return f"{cell} with norm {norm}", f"{kind.__name__} has no memory besides its output"
    return None


def _left_out(name: str, study: Study, registry: Registry) -> Iterable[Omission]:
    """What a study leaves out, whatever the task."""
    suited, unsuited = [], {}
    for cell, *names in product(study.cells, study.norms, study.inits, study.penalties):
        reason = _unsuited(registry, cell, *names)
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
