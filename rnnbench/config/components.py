"""Probes and tasks as a config names them: with their settings."""

from typing import Any

from pydantic import ValidationError

from rnnbench.components import discovery
from rnnbench.config.errors import ConfigError, explain_in_line


def probe_of(name: str, settings: dict[str, Any]) -> Any:
    """A probe with its settings.

    Raises:
        UnknownNameError: there is no such probe.
        ConfigError: the settings are not the probe's.
    """
    probe = discovery.load("probes", name)
    try:
        return probe(**settings)
    except ValidationError as error:
        raise ConfigError(f"{name}: {explain_in_line(error, probe)}") from None


def task_lengths(name: str, settings: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """A task's settings for each of its lengths.

    Raises:
        UnknownNameError: there is no such task.
        ConfigError: the settings are not the task's.
    """
    task = discovery.load("tasks", name)
    lengths = settings.get("length")
    if lengths == []:
        raise ConfigError(f"{name}: length: at least one is needed")
    options = [settings]
    if isinstance(lengths, list):
        options = [{**settings, "length": length} for length in lengths]
    try:
        return {task(**option).length: option for option in options}
    except ValidationError as error:
        raise ConfigError(f"{name}: {explain_in_line(error, task)}") from None
