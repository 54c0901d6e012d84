"""A study: which cells, inits, norms, clips and penalties are crossed on which tasks."""

from itertools import accumulate
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, ValidationError, field_validator, model_validator

from rnnbench.components.registry import UnknownNameError
from rnnbench.config.errors import ConfigError, explain
from rnnbench.config.training import Training
from rnnbench.config.types import PositiveInt, as_tuple, distinct
from rnnbench.storage.runs import KINDS

AUTO = (5, 5, 10, 20)
"""Sizes of the blocks of seeds that ``seeds: auto`` declares."""


def _block_sizes(value: object) -> object:
    if value == "auto":
        return AUTO
    if isinstance(value, int):
        return (value,)
    if not isinstance(value, list | tuple):
        raise ConfigError("a number of seeds, a list of such numbers, or auto")
    return tuple(value)


Blocks = Annotated[
    tuple[PositiveInt, ...],
    BeforeValidator(
        _block_sizes, json_schema_input_type=PositiveInt | list[PositiveInt] | Literal["auto"]
    ),
    Field(min_length=1),
]
"""Numbers of seeds, block by block; in a config also a single number, or ``auto``."""

Seeds = tuple[int, int]
"""The first and the last seed of a block."""


Varied = Literal["inits", "norms", "clips", "penalties"]


class Study(Training):
    """A matrix of runs: everything crossed with everything, or what ``crossed`` says."""

    seeds: Blocks = Field(
        description="evaluation seeds: a number, a list of block sizes, or `auto` for "
        f"`{[*AUTO]}`; every claim uses the first block, undecided claims may be extended by the "
        "next (`rnnbench extend`)"
    )

    keep_weights: bool = Field(
        default=False,
        description="whether to keep the tested weights, beside the tables; `rnnbench sample` "
        "needs them",
    )
    cells: tuple[str, ...] = Field(min_length=1, description="names of cells")
    inits: tuple[str, ...] = Field(("default",), min_length=1, description="names of inits")
    norms: tuple[str, ...] = Field(("none",), min_length=1, description="names of norms")
    clips: tuple[str, ...] = Field(("norm",), min_length=1, description="names of clips")
    penalties: tuple[str, ...] = Field(("none",), min_length=1, description="names of penalties")
    crossed: tuple[tuple[Varied, ...], ...] = Field(
        default=(get_args(Varied),),
        min_length=1,
        description="groups of axes to cross; a combination is run if its departures from the "
        "first names all lie within one group",
    )
    tasks: dict[str, dict[str, Any]] = Field(
        min_length=1,
        description="names of tasks with their settings; `length` may be a list",
    )
    vary: dict[str, tuple[Any, ...]] = Field(
        default={},
        max_length=1,
        description="one training setting and its values; each value is a variant of the study, "
        "such as `batch=4`",
    )
    equal: Literal["units", "parameters"] = Field(
        default="units",
        description="`units`: all cells and variants have `hidden` units; `parameters`: they have "
        "as many weights as the first cell in the first variant with `hidden` units",
    )

    leak: bool = Field(
        default=False,
        description="whether bidirectional networks may be language models, although they then see "
        "the tokens to predict",
    )

    @field_validator("learning_rates", "test_lengths", *KINDS.values(), mode="before")
    @classmethod
    def _tuple(cls, value: object) -> object:
        return as_tuple(value)

    @field_validator("vary", mode="before")
    @classmethod
    def _values(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        for key in value:
            if key not in Training.model_fields:
                raise UnknownNameError("setting", key, Training.model_fields)
        return {
            key: tuple(map(as_tuple, values)) if isinstance(values, list | tuple) else values
            for key, values in value.items()
        }

    @field_validator("vary")
    @classmethod
    def _values_differ(cls, value: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
        for values in value.values():
            distinct(values)
        return value

    @field_validator("crossed", mode="before")
    @classmethod
    def _groups(cls, value: object) -> object:
        return tuple(map(as_tuple, value)) if isinstance(value, list) else value

    @field_validator("learning_rates", "test_lengths", *KINDS.values())
    @classmethod
    def _differ(cls, value: tuple[Any, ...]) -> tuple[Any, ...]:
        return distinct(value)

    @property
    def blocks(self) -> tuple[Seeds, ...]:
        """The blocks of seeds, in their order."""
        ends = accumulate(self.seeds)
        return tuple((end - size, end - 1) for end, size in zip(ends, self.seeds, strict=True))

    @property
    def variants(self) -> dict[str, Training]:
        """How the runs of each variant train."""
        training = {name: getattr(self, name) for name in Training.model_fields}
        if not self.vary:
            return {"plain": Training(**training)}
        ((setting, values),) = self.vary.items()
        return {f"{setting}={_in_a_path(v)}": Training(**{**training, setting: v}) for v in values}

    @model_validator(mode="after")
    def _variants_train(self) -> Self:
        try:
            assert self.variants
        except ValidationError as error:
            raise ConfigError(f"vary: {explain(error, Training)}") from None
        return self

    def includes(self, norm: str, init: str, clip: str, penalty: str) -> bool:
        """Whether a combination is part of the study."""
        names = {"norms": norm, "inits": init, "clips": clip, "penalties": penalty}
        departing = {axis for axis, name in names.items() if name != getattr(self, axis)[0]}
        return any(departing <= set(group) for group in self.crossed)


def _in_a_path(value: object) -> str:
    """A value of a setting as part of a folder's name, without braces, spaces or slashes."""
    if isinstance(value, tuple | list):
        return ",".join(map(_in_a_path, value))
    if isinstance(value, dict):
        return ",".join(f"{key}:{_in_a_path(part)}" for key, part in sorted(value.items()))
    return str(value)
