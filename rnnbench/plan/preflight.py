"""Checks before training: data and lengths that are missing, networks that do not fit."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

from pydantic import ValidationError

from rnnbench.components.corpora import SPLITS, Corpus
from rnnbench.components.corpora import of as corpus_of
from rnnbench.components.registry import Registry, name_of
from rnnbench.components.tasks import Task
from rnnbench.config import (
    Config,
    ConfigError,
    Execution,
    Training,
    explain_in_line,
    probe_of,
    tasks_of,
)
from rnnbench.engine import devices, sizes
from rnnbench.plan.networks import network_of, task_of
from rnnbench.plan.shards import Omission, Shard
from rnnbench.plan.user_errors import attributed_to
from rnnbench.seeding import generator


def absent_data(task: Task, registry: Registry) -> str | None:
    """Name the data of a task that are missing; None if there are none.

    Raises:
        DataError: the data are there, but are not the right ones.
    """
    with _attributed_to_corpus(task, registry):
        if task.missing is None and task.data:
            task.data.check()
        return task.missing


def unmeasured(config: Config) -> Iterable[Omission]:
    """Yield the probes whose data are missing.

    Raises:
        DataError: data are there, but are not the right ones.
    """
    registry = config.registry
    for name, settings in config.probes.items():
        probe = probe_of(registry, name, settings)
        if probe.missing:
            yield Omission("the probes", name, probe.missing)
        else:
            for corpus in probe.corpora():
                corpus_of(corpus, registry).check()


def check_data(task: Task, training: Training, registry: Registry) -> None:
    """Draw from a task's data as training and its evaluations do.

    Raises:
        DataError: there are too few.
    """
    if not task.data:
        return
    with _attributed_to_corpus(task, registry):
        if task.continuous:
            task.chunk(generator("check"), 0, training.batch)
        for split in SPLITS:
            if split == "train" or task.examples(split, training.batch) is None:
                task.sample(generator("check"), 1, split)


def _attributed_to_corpus(task: Task, registry: Registry) -> AbstractContextManager[None]:
    """Context in which an error names the task's corpus, if that is the user's own component."""
    name = task.data.name if task.data else ""
    known = name in registry.names("corpora")
    return attributed_to(registry, "corpora", name) if known else nullcontext()


def check_tests(task: Task, training: Training) -> None:
    """Refuse tests at lengths that the task does not have.

    Raises:
        ConfigError: a length is impossible.
    """
    for length in training.further_lengths(task.length):
        try:
            task.at(length)
        except ValidationError as error:
            why = explain_in_line(error, type(task))
            raise ConfigError(f"test_lengths: {name_of(task)} at length {length}: {why}") from None


def corpora(config: Config) -> list[Corpus]:
    """List the corpora that a config's tasks and probes read."""
    registry = config.registry
    tasks = (
        task
        for study in config.studies.values()
        for name, settings in study.tasks.items()
        for task in tasks_of(registry, name, settings).values()
    )
    of_probes = (
        corpus_of(corpus, registry)
        for name, settings in config.probes.items()
        for corpus in probe_of(registry, name, settings).corpora()
    )
    return list(dict.fromkeys([*(task.data for task in tasks if task.data), *of_probes]))


def check_memory(shard: Shard, execution: Execution, registry: Registry) -> None:
    """Refuse a shard of which not even one network fits into a job's memory.

    Raises:
        ConfigError: it does not fit.
    """
    for length in shard.lengths:
        task = task_of(shard, length, registry)
        sizes.members_at_once(
            network_of(shard, task, registry),
            shard.batch,
            task.steps,
            task.answers,
            "eager",
            execution.memory_mb,
            devices.device(execution.device),
        )
