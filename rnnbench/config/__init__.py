"""Configs as pydantic models; an error is one line that names the nearest valid value."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, ValidationError

from rnnbench.components.registry import ComponentsError, Registry
from rnnbench.config import strict_yaml
from rnnbench.config.checks import problems
from rnnbench.config.components import probe_of, task_of, tasks_of
from rnnbench.config.errors import USER_ERRORS, ConfigError, explain, explain_in_line
from rnnbench.config.study import AUTO, Seeds, Study
from rnnbench.config.training import Connections, Decay, Dropout, Tested, Training
from rnnbench.config.types import Components, Folder, PositiveFloat, PositiveInt, Strict

__all__ = (
    "AUTO",
    "USER_ERRORS",
    "Calibration",
    "Components",
    "Config",
    "ConfigError",
    "Connections",
    "Decay",
    "Dropout",
    "Execution",
    "Seeds",
    "Study",
    "Tested",
    "Training",
    "explain_in_line",
    "load",
    "mapping",
    "parse",
    "probe_of",
    "read",
    "task_of",
    "tasks_of",
)


class Execution(Strict):
    """Where jobs run and what they may use: nothing here changes more of a result than rounding."""

    device: Literal["auto", "cpu", "cuda"] = Field(
        default="auto", description="`auto`: a GPU if there is one"
    )
    memory_mb: PositiveInt = Field(
        default=4000,
        description="memory budget of a job; it limits how many networks train at once",
    )
    checkpoint_seconds: PositiveFloat = Field(
        default=60.0, description="time between two checkpoints; a kill loses at most this much"
    )
    data: str | None = Field(
        default=None,
        description="folder of real data, after `RNNBENCH_DATA` and before the user's cache",
    )


class Calibration(Strict):
    """How error rates and power of the tests are found."""

    runs: int = Field(default=300, ge=10, description="runs of each of the two calibration arms")
    experiments: int = Field(
        default=1000, ge=10, description="simulated experiments per error rate"
    )


class Config(Strict):
    """A whole config file."""

    scale: str = Field(
        pattern=r"^\w[\w.-]*$",
        description="name of the scale; equals the file name without `.yaml`",
    )
    results: Folder = Field(default="results", description="folder for the results")
    reports: Folder = Field(default="reports", description="folder for the report")
    components: Components = Field(
        default=(), description="folders with your own components: `cells/`, `tasks/`, ..."
    )
    execution: Execution = Field(default=Execution(), description="device and resources of jobs")
    calibration: Calibration = Field(
        default=Calibration(), description="size of the calibration of the tests"
    )
    studies: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Study] = Field(
        min_length=1, description="the studies, by name"
    )
    probes: dict[str, dict[str, Any]] = Field(
        default={}, description="names of probes with their settings; every probe has `seeds`"
    )

    @property
    def registry(self) -> Registry:
        """The components that the config can name.

        Raises:
            ComponentsError: a folder of components cannot be used.
        """
        return Registry.of(self.components, self.execution.data)


def parse(values: dict[str, Any]) -> Config:
    """Check the form of a config, without loading the components that it names.

    Raises:
        ConfigError: with one line for each error.
    """
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(explain(error, Config)) from None


def load(values: dict[str, Any]) -> Config:
    """Check a config, and the components and combinations that it names.

    Raises:
        ConfigError: with one line for each error.
    """
    config = parse(values)
    try:
        registry = config.registry
    except ComponentsError as error:
        raise ConfigError(str(error)) from None
    try:
        found = problems(config, registry)
    except Exception as error:
        own_error = registry.own_error(error)
        if own_error is None:
            raise
        raise ConfigError(str(own_error)) from error
    if found:
        raise ConfigError("\n".join(found))
    return config


def read(path: Path, check: Callable[[dict[str, Any]], Config] = load) -> Config:
    """Read a YAML config file.

    Args:
        path: the file.
        check: ``load``, or ``parse`` to check its form alone.

    Raises:
        ConfigError: it cannot be read, or is invalid.
    """
    values = mapping(path)
    try:
        return check(values)
    except ConfigError as error:
        raise ConfigError("\n".join(f"{path}: {line}" for line in str(error).split("\n"))) from None


def mapping(path: Path) -> dict[str, Any]:
    """What a YAML file says, unchecked but for its form.

    Raises:
        ConfigError: it cannot be read, or a key comes twice.
    """
    try:
        values = strict_yaml.load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: {' '.join(str(error).split())}") from None
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: not a mapping of keys to values")
    return values
