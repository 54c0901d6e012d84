"""What a config may say, as pydantic models; a mistake is one line that names the nearest fix."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError

from rnnbench.components import data_files
from rnnbench.config.components import probe_of, task_lengths
from rnnbench.config.errors import MISTAKES, ConfigError, all_of, explain, explain_in_line
from rnnbench.config.study import AUTO, Seeds, Study
from rnnbench.config.training import Connections, Decay, Dropout, Tested, Training
from rnnbench.config.types import Components, Folder, PositiveFloat, PositiveInt, Strict

__all__ = (
    "AUTO",
    "MISTAKES",
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
    "probe_of",
    "read",
    "task_lengths",
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


def _probes(value: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    all_of(value, lambda name: probe_of(name, value[name]))
    return value


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
    probes: Annotated[dict[str, dict[str, Any]], AfterValidator(_probes)] = Field(
        default={}, description="names of probes with their settings; every probe has `seeds`"
    )


def load(values: dict[str, Any]) -> Config:
    """Check a config.

    Raises:
        ConfigError: with one line for each mistake.
    """
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(explain(error, Config)) from None
    data_files.look_in(config.execution.data)
    return config


def read(path: Path) -> Config:
    """Read and check a YAML config file.

    Raises:
        ConfigError: it cannot be read, or says something impossible.
    """
    values = mapping(path)
    try:
        return load(values)
    except ConfigError as error:
        raise ConfigError("\n".join(f"{path}: {line}" for line in str(error).split("\n"))) from None


def mapping(path: Path) -> dict[str, Any]:
    """What a YAML file says, unchecked but for its form.

    Raises:
        ConfigError: it cannot be read, or a key comes twice.
    """
    import yaml

    from rnnbench.config import strict_yaml

    try:
        values = strict_yaml.load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: {' '.join(str(error).split())}") from None
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: not a mapping of keys to values")
    return values
