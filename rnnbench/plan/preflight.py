"""What would stop a run half-way: data and lengths that are not there, nets that do not fit."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext

from pydantic import ValidationError

from rnnbench.components import discovery
from rnnbench.components.corpora import SPLITS, Corpus
from rnnbench.components.corpora import of as corpus_of
from rnnbench.components.tasks import Task
from rnnbench.config import (
    Config,
    ConfigError,
    Execution,
    Training,
    explain_in_line,
    probe_of,
    task_lengths,
)
from rnnbench.engine import devices, sizes
from rnnbench.plan.shards import Omission, Shard, network_of, task_of
from rnnbench.plan.user_errors import blaming
from rnnbench.probes import Probe
from rnnbench.seeding import generator


def absent_data(task: str, settings: Mapping[str, object]) -> str | None:
    """What data of a task are not there, or None.

    Raises:
        DataError: they are there, but are not what they should be.
    """
    asked: Task = discovery.load("tasks", task)(**settings)
    with _blaming_corpus(asked):
        if asked.missing is None and asked.data:
            asked.data.check()
        return asked.missing


def unmeasured(config: Config) -> Iterable[Omission]:
    """The probes whose data are not there.

    Raises:
        DataError: data are there, but are not what they should be.
    """
    for name, settings in config.probes.items():
        probe: Probe = probe_of(name, settings)
        if probe.missing:
            yield Omission("the probes", name, probe.missing)
        else:
            for corpus in probe.corpora():
                corpus_of(corpus).check()


def check_data(task: Task, training: Training) -> None:
    """Draw from a task's data as training and its evaluations do.

    Raises:
        DataError: there are too few.
    """
    if not task.data:
        return
    with _blaming_corpus(task):
        if task.continuous:
            task.chunk(generator("check"), 0, training.batch)
        for split in SPLITS:
            if split == "train" or task.examples(split, training.batch) is None:
                task.sample(generator("check"), 1, split)


def _blaming_corpus(task: Task) -> AbstractContextManager[None]:
    """Within, what fails is the fault of the task's corpus, if that is a component of one's own."""
    name = task.data.name if task.data else ""
    return blaming("corpora", name) if name in discovery.names("corpora") else nullcontext()


def check_tests(task: Task, training: Training) -> None:
    """Refuse tests at lengths that the task does not have.

    Raises:
        ConfigError: it has not.
    """
    for length in training.further_lengths(task.length):
        try:
            task.at(length)
        except ValidationError as error:
            name = type(task).__module__.rpartition(".")[2]
            why = explain_in_line(error, type(task))
            raise ConfigError(f"test_lengths: {name} at length {length}: {why}") from None


def corpora(config: Config) -> list[Corpus]:
    """The corpora that a config's tasks and probes use."""
    tasks = (
        discovery.load("tasks", name)(**settings)
        for study in config.studies.values()
        for name, asked in study.tasks.items()
        for settings in task_lengths(name, asked).values()
    )
    of_probes = (
        corpus_of(corpus)
        for name, settings in config.probes.items()
        for corpus in probe_of(name, settings).corpora()
    )
    return list(dict.fromkeys([*(task.data for task in tasks if task.data), *of_probes]))


def check_memory(shard: Shard, execution: Execution) -> None:
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
