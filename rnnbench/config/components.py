"""Tasks and probes as a config names them: with their settings."""

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from rnnbench.components.registry import Registry
from rnnbench.config.errors import ConfigError, explain_in_line

if TYPE_CHECKING:  # loading a component imports PyTorch; reading a config does not
    from rnnbench.components.tasks import Task
    from rnnbench.probes import Probe


def probe_of(registry: Registry, name: str, settings: dict[str, Any]) -> "Probe":
    """Return a probe with its settings.

    Raises:
        UnknownNameError: no probe has the name.
        ConfigError: a setting is unknown or invalid.
    """
    probe = registry.load("probes", name)
    try:
        return probe.model_validate(settings, context=registry)
    except ValidationError as error:
        raise ConfigError(f"{name}: {explain_in_line(error, probe)}") from None


def task_of(registry: Registry, name: str, settings: dict[str, Any]) -> "Task":
    """Return a task with its settings, at one length.

    Raises:
        UnknownNameError: no task has the name.
        ConfigError: a setting is unknown or invalid.
    """
    task = registry.load("tasks", name)
    try:
        return task.model_validate(settings, context=registry)
    except ValidationError as error:
        raise ConfigError(f"{name}: {explain_in_line(error, task)}") from None


def tasks_of(registry: Registry, name: str, settings: dict[str, Any]) -> "dict[int, Task]":
    """Return a task with its settings at each of its lengths.

    Args:
        registry: finds the task.
        name: of the task.
        settings: of the task; ``length`` may be a list.

    Raises:
        UnknownNameError: no task has the name.
        ConfigError: a setting is unknown or invalid.
    """
    lengths = settings.get("length")
    if lengths == []:
        raise ConfigError(f"{name}: length: at least one is needed")
    options = (
        [{**settings, "length": one} for one in lengths]
        if isinstance(lengths, list)
        else [settings]
    )
    return {task.length: task for task in (task_of(registry, name, one) for one in options)}
