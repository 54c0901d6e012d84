"""Checks of a config against the components that it names."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from pydantic import ValidationError

from rnnbench.components.registry import Registry, name_of
from rnnbench.config import regimes
from rnnbench.config.compatibility import Combination, conflicts
from rnnbench.config.components import probe_of, tasks_of
from rnnbench.config.errors import USER_ERRORS, explain_in_line
from rnnbench.config.study import Study
from rnnbench.config.training import Training
from rnnbench.storage.runs import KINDS

if TYPE_CHECKING:
    from rnnbench.components.tasks import Task
    from rnnbench.config import Config


def problems(config: "Config", registry: Registry) -> list[str]:
    """List what is wrong with the components and combinations of a config, one line each."""
    found = [
        f"studies.{name}.{line}"
        for name, study in config.studies.items()
        for line in _of_study(study, registry)
    ]
    probes = config.probes
    probed = _failures(probes, lambda name: probe_of(registry, name, probes[name]))
    return [*found, *(f"probes: {line}" for line in probed)]


def _of_study(study: Study, registry: Registry) -> list[str]:
    unknown = [
        f"{kind}: {line}"
        for kind in KINDS.values()
        for line in _failures(getattr(study, kind), partial(registry.load, kind))
    ]
    tasks = _failures(study.tasks, lambda name: tasks_of(registry, name, study.tasks[name]))
    unknown += [f"tasks: {line}" for line in tasks]
    return unknown or list(dict.fromkeys(_conflicts(study, registry)))


def _failures(names: Iterable[str], load: Callable[[str], object]) -> Iterator[str]:
    """Yield the error of each name that cannot be loaded."""
    for name in names:
        try:
            load(name)
        except USER_ERRORS as error:
            yield str(error)


def _conflicts(study: Study, registry: Registry) -> Iterator[str]:
    """Yield the rules that a study breaks, and lengths at which a curriculum cannot start."""
    cells = [registry.load("cells", name) for name in study.cells]
    norms = [registry.load("norms", name) for name in study.norms]
    penalties = [registry.load("penalties", name) for name in study.penalties]
    tasks = [
        task
        for name, settings in study.tasks.items()
        for task in tasks_of(registry, name, settings).values()
    ]
    for training, task in product(study.variants.values(), tasks):
        for cell, norm, penalty in product(cells, norms, penalties):
            yield from conflicts(Combination(training, cell, norm, penalty, task, study.leak))
        yield from _curriculum_lengths(training, task)


def _curriculum_lengths(training: Training, task: "Task") -> Iterator[str]:
    if training.curriculum == "none" or task.continuous:
        return
    for length in regimes.lengths(task.length):
        try:
            task.at(length)
        except ValidationError as error:
            why = explain_in_line(error, type(task))
            yield f"curriculum: {name_of(task)} cannot start at length {length}: {why}"
            return
