"""A study: which cells, inits, norms, clips and penalties are crossed on which tasks."""

from itertools import accumulate
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, ValidationError, field_validator, model_validator

from rnnbench.components import discovery
from rnnbench.components.discovery import UnknownNameError
from rnnbench.config import regimes
from rnnbench.config.components import task_lengths
from rnnbench.config.errors import ConfigError, all_of, explain, explain_in_line
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

    @field_validator(*KINDS.values())
    @classmethod
    def _known(cls, value: tuple[str, ...], info: Any) -> tuple[str, ...]:
        all_of(value, lambda name: discovery.load(info.field_name, name))
        return value

    @field_validator("tasks")
    @classmethod
    def _tasks(cls, value: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        all_of(value, lambda name: task_lengths(name, value[name]))
        return value

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

    @model_validator(mode="after")
    def _penalties_know_the_net(self) -> Self:
        kinds = {name: discovery.load("penalties", name) for name in self.penalties}
        dynamic = [name for name, kind in kinds.items() if kind.on_dynamics]
        if dynamic and any(t.dropout != "none" for t in self.variants.values()):
            raise ConfigError(f"dropout: {dynamic[0]} is of whole nets; use another penalty")
        return self

    @model_validator(mode="after")
    def _regimes_suit(self) -> Self:
        for training in self.variants.values():
            for penalty in self.penalties:
                if training.truncate and discovery.load("penalties", penalty).on_dynamics:
                    raise ConfigError(f"truncate: {penalty} needs the gradient of whole sequences")
            for name, settings in self.tasks.items():
                for options in task_lengths(name, settings).values():
                    check_task(training, name, discovery.load("tasks", name)(**options))
        return self

    def includes(self, norm: str, init: str, clip: str, penalty: str) -> bool:
        """Whether a combination is part of the study."""
        names = {"norms": norm, "inits": init, "clips": clip, "penalties": penalty}
        departing = {axis for axis, name in names.items() if name != getattr(self, axis)[0]}
        return any(departing <= set(group) for group in self.crossed)

    @model_validator(mode="after")
    def _nobody_peeks(self) -> Self:
        peeking = [name for name in self.tasks if discovery.load("tasks", name).predicts_input]
        backwards = any(training.bidirectional for training in self.variants.values())
        if backwards and peeking and not self.leak:
            raise ConfigError(
                f"bidirectional: a net that reads backwards sees what {peeking[0]} makes it "
                "predict; only a study with `leak: true` may"
            )
        return self

    @model_validator(mode="after")
    def _weights_of_their_own_are_trained_plainly(self) -> Self:
        if all(training.shared_weights for training in self.variants.values()):
            return self
        unfit = [norm for norm in self.norms if discovery.load("norms", norm).uses_batch]
        unfit += [name for name in self.penalties if not discovery.load("penalties", name).identity]
        unfit += [name for name in self.cells if discovery.load("cells", name).feeds_output]
        if unfit:
            raise ConfigError(f"shared_weights: {unfit[0]} needs weights that all steps share")
        return self


def check_task(training: Training, name: str, task: Any) -> None:
    """Refuse a regime that makes no sense for a task.

    Raises:
        ConfigError: it does not.
    """
    if task.decoder and (training.truncate or training.forcing != "teacher"):
        setting = "truncate" if training.truncate else "forcing"
        raise ConfigError(f"{setting}: {name} needs a decoder, which has the teacher's inputs")
    if training.forcing != "teacher" and task.prompt is None:
        raise ConfigError(f"forcing: {name} has no prompt after which a net could read its answers")
    if training.curriculum == "none":
        return
    if task.continuous:
        raise ConfigError(f"curriculum: {name} reads one text from end to end, at one length")
    for length in regimes.lengths(task.length):
        try:
            task.at(length)
        except ValidationError as error:
            mistakes = explain_in_line(error, type(task))
            raise ConfigError(
                f"curriculum: {name} cannot begin at length {length}: {mistakes}"
            ) from None


def _in_a_path(value: object) -> str:
    """A value of a setting as part of a folder's name, without braces, spaces or slashes."""
    if isinstance(value, tuple | list):
        return ",".join(map(_in_a_path, value))
    if isinstance(value, dict):
        return ",".join(f"{key}:{_in_a_path(part)}" for key, part in sorted(value.items()))
    return str(value)
