"""Types of values in a config."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from rnnbench.config.errors import ConfigError

PositiveInt = Annotated[int, Field(gt=0, lt=2**31)]
NonNegativeInt = Annotated[int, Field(ge=0, lt=2**31)]
PositiveFloat = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Strict(BaseModel):
    """Frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def as_tuple(value: object) -> object:
    """A list, which is what YAML has, as a tuple; anything else as it is."""
    return tuple(value) if isinstance(value, list) else value


def distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values, if none comes twice.

    Raises:
        ConfigError: one does.
    """
    if any(value in values[:i] for i, value in enumerate(values)):
        raise ConfigError("names something twice")
    return values


def _one_path(folder: str) -> str:
    if not folder.isprintable() or set(folder) & set("{}"):
        raise ConfigError("no braces or control characters: they mean something to Snakemake")
    return folder


Folder = Annotated[str, Field(min_length=1), AfterValidator(_one_path)]
Components = Annotated[tuple[Folder, ...], BeforeValidator(as_tuple)]
"""The user's own folders of components."""
