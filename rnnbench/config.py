"""What a config may say, as pydantic models; a mistake is one line that names the nearest fix."""

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from reprlib import Repr
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from rnnbench import discovery, files, regimes
from rnnbench.discovery import ComponentsError, UnknownNameError
from rnnbench.runs import KINDS

PositiveInt = Annotated[int, Field(gt=0, lt=2**31)]
PositiveFloat = Annotated[float, Field(gt=0, allow_inf_nan=False)]


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _used(folders: tuple[str, ...]) -> tuple[str, ...]:
    discovery.use(folders)
    return folders


def _one_path(folder: str) -> str:
    if not folder.isprintable() or set(folder) & set("{}"):
        raise ConfigError("no braces or control characters: they mean something to Snakemake")
    return folder


def _distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if any(value in values[:i] for i, value in enumerate(values)):
        raise ConfigError("names something twice")
    return values


Folder = Annotated[str, Field(min_length=1), AfterValidator(_one_path)]
Components = Annotated[tuple[Folder, ...], BeforeValidator(_as_tuple), AfterValidator(_used)]
"""Folders with components of the user's own, which are found from the validation on."""


class ConfigError(ValueError):
    """A config that says something impossible; the message is one line a mistake."""


MISTAKES = (ConfigError, UnknownNameError, ComponentsError)
"""What is wrong with a config, in messages made for its reader."""

SHORT = Repr()
SHORT.maxstring = SHORT.maxother = 60
SHORT.maxlevel, SHORT.maxlist, SHORT.maxtuple = 2, 4, 4


class Strict(BaseModel):
    """Frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Tested = Literal["last", "best"]

Connections = Literal["none", "skip", "dense", "highway"]
Dropout = Literal["none", "per_step", "variational", "zoneout"]

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


class Decay(Strict):
    """A learning rate that falls in steps."""

    factor: PositiveFloat = Field(description="what it is multiplied with at each step")
    after: int = Field(ge=0, lt=2**31, description="number of updates before the first step")
    every: PositiveInt = Field(description="number of updates from one step to the next")

    def at(self, update: int) -> float:
        """The factor of the learning rate at an update, counted from 0."""
        steps = 0 if update < self.after else 1 + (update - self.after) // self.every
        return float(self.factor**steps)


class Training(Strict):
    """How the runs of a study train."""

    hidden: PositiveInt = Field(
        default=32, description="number of hidden units of each layer and direction"
    )
    depth: PositiveInt = Field(default=1, description="number of recurrent layers")
    bidirectional: bool = Field(
        default=False, description="whether each layer also runs backwards in time"
    )
    embedding: int = Field(
        default=0,
        ge=0,
        lt=2**31,
        description="size of the learnt vector that stands for each symbol; 0: one-hot vectors",
    )
    connections: Connections = Field(
        default="none",
        description="what else leads from layer to layer: `skip` adds a layer's input to its "
        "output, `highway` mixes the two by a learnt gate, `dense` gives every layer and the "
        "readout the outputs of all layers below",
    )
    dropout: Dropout = Field(
        default="none",
        description="`per_step`: a fresh mask at each step, on inputs and outputs of layers; "
        "`variational`: one mask for all steps, on recurrent states as well; `zoneout`: units of "
        "the state keep their old values",
    )
    dropout_rate: float = Field(
        default=0.25, ge=0, lt=1, description="share of units that dropout takes out, or holds"
    )
    shared_weights: bool = Field(
        default=True,
        description="whether all time steps share one set of recurrent layers' weights; if not, a "
        "net is as long as its sequences, and is tested at that length alone",
    )
    batch: PositiveInt = Field(default=32, description="examples in a batch")
    examples: int = Field(
        default=0,
        ge=0,
        lt=2**31,
        description="number of training examples, shown again and again; 0: each is a new one",
    )
    updates: PositiveInt = Field(description="budget of every run: number of updates")
    evaluations: PositiveInt = Field(
        default=20, description="how often a run is validated; time to target has this resolution"
    )
    optimiser: Literal["adam", "sgd"] = Field(default="adam", description="adam or sgd")
    learning_rates: tuple[PositiveFloat, ...] = Field(
        min_length=1, description="the grid: tuned over, or with `tuning_seeds: 0` an axis of arms"
    )
    decay: Decay | None = Field(
        default=None, description="how learning rates fall in the course of training; null: not"
    )
    truncate: int = Field(
        default=0,
        ge=0,
        description="steps that gradients go back at most: sequences are cut into chunks of that "
        "many, which carry the state on; 0: the whole sequence",
    )
    forcing: regimes.Forcing = Field(
        default="teacher",
        description="what nets read after a prompt: the true inputs (`teacher`), their own answers "
        "(`free`), or, at random, either, the true ones ever more seldom (`linear`, `exponential`, "
        "`inverse_sigmoid`)",
    )
    curriculum: regimes.Curriculum = Field(
        default="none",
        description="lengths trained at: the full one, ever longer ones (`growing`), or those "
        "mixed with random ones (`combined`)",
    )
    tested: Tested = Field(
        default="last",
        description="weights that are tested: the last ones, or those of the best validation",
    )
    test_lengths: tuple[PositiveFloat, ...] = Field(
        default=(),
        description="further tests, at these multiples of the length that was trained at",
    )
    tuning_seeds: int = Field(
        default=2,
        ge=0,
        lt=2**31,
        description="seeds on which each arm's learning rate is chosen; 0: none is",
    )
    clip_threshold: PositiveFloat = Field(
        default=1.0, description="gradient norm where clipping by norm sets in"
    )
    clip_value: PositiveFloat = Field(
        default=0.1, description="where clipping by value cuts each element of the gradient"
    )
    penalty_strength: PositiveFloat = Field(
        default=0.001, description="factor of the penalties `l1`, `l2` and `omega`"
    )
    spectral_bound: PositiveFloat = Field(
        default=1.0,
        description="largest singular value that the penalty `spectral` lets a gate have",
    )
    init_scale: PositiveFloat = Field(
        default=0.01, description="standard deviation of the init `small_random`"
    )
    spectral_radius: PositiveFloat = Field(
        default=1.0, description="largest absolute eigenvalue of the init `spectral`"
    )
    batch_statistics: Literal["per_step", "shared", "last_step"] = Field(
        default="last_step",
        description="statistics that batch norm uses in evaluation: each step's own, those of all "
        "steps together, or each step's own and after the training length the last one's",
    )

    def arrangement(self) -> dict[str, Any]:
        """How the nets are built: what ``Network.of`` takes besides cell, norm and task."""
        return self.model_dump(
            include={
                "hidden",
                "depth",
                "bidirectional",
                "embedding",
                "connections",
                "dropout",
                "dropout_rate",
                "shared_weights",
            }
        )

    def further_lengths(self, length: int) -> list[int]:
        """Lengths of the further tests of nets that were trained at a length."""
        return [max(1, round(multiple * length)) for multiple in self.test_lengths]

    @model_validator(mode="after")
    def _numbers_fit(self) -> Self:
        if self.evaluations > self.updates:
            raise ConfigError(f"evaluations: at most one an update ({self.updates})")
        if self.examples % self.batch:
            raise ConfigError(f"examples: whole batches of {self.batch} are needed")
        return self

    @model_validator(mode="after")
    def _regimes_fit(self) -> Self:
        if self.bidirectional and self.truncate:
            raise ConfigError("truncate: a net that reads backwards has no state to carry on")
        if self.truncate and self.dropout != "none":
            raise ConfigError("truncate: dropout draws its masks for whole sequences")
        if self.bidirectional and self.forcing != "teacher":
            raise ConfigError("forcing: a net that reads backwards needs all inputs at once")
        plain = self.truncate == 0 and self.forcing == "teacher" and self.curriculum == "none"
        if not self.shared_weights and not plain:
            raise ConfigError(
                "shared_weights: weights of each step's own learn whole sequences of one length, "
                "with no truncation, forcing or curriculum"
            )
        if self.examples and self.curriculum != "none":
            raise ConfigError("curriculum: each length has examples of its own; leave examples out")
        return self


Varied = Literal["inits", "norms", "clips", "penalties"]


class Study(Training):
    """A matrix of runs: everything crossed with everything, or what ``crossed`` says."""

    seeds: Blocks = Field(
        description="seeds on which claims are judged: a number; or the sizes of blocks, of which "
        "each claim gets the first, and the next as long as it is undecided "
        f"(`rnnbench more`); or `auto`, which is `{[*AUTO]}`"
    )

    keep_weights: bool = Field(
        default=False,
        description="whether the weights that runs are tested with are kept, beside their tables; "
        "`rnnbench sample` draws text from them",
    )
    cells: tuple[str, ...] = Field(min_length=1, description="names of cells")
    inits: tuple[str, ...] = Field(("default",), min_length=1, description="names of inits")
    norms: tuple[str, ...] = Field(("none",), min_length=1, description="names of norms")
    clips: tuple[str, ...] = Field(("norm",), min_length=1, description="names of clips")
    penalties: tuple[str, ...] = Field(("none",), min_length=1, description="names of penalties")
    crossed: tuple[tuple[Varied, ...], ...] = Field(
        default=(get_args(Varied),),
        min_length=1,
        description="groups of axes that are crossed with one another; what departs from the first "
        "name of its list in axes of no common group is left out",
    )
    tasks: dict[str, dict[str, Any]] = Field(
        min_length=1,
        description="names of tasks, each with its settings; `length` may be a list",
    )
    vary: dict[str, tuple[Any, ...]] = Field(
        default={},
        max_length=1,
        description="a setting of the training, with the values that it takes: the study is run "
        "with each, as a variant such as `batch=4`",
    )
    equal: Literal["units", "parameters"] = Field(
        default="units",
        description="what cells and variants have in common: `hidden`, or the number of weights "
        "that the first cell has in the first variant with `hidden` units",
    )

    leak: bool = Field(
        default=False,
        description="whether a net that reads backwards may be a language model, which then sees "
        "what it is to predict",
    )

    @field_validator("learning_rates", "test_lengths", *KINDS.values(), mode="before")
    @classmethod
    def _tuple(cls, value: object) -> object:
        if isinstance(value, list):
            return tuple(value)
        return value

    @field_validator("vary", mode="before")
    @classmethod
    def _values(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        for key in value:
            if key not in Training.model_fields:
                raise UnknownNameError("setting", key, Training.model_fields)
        return {
            key: tuple(map(_as_tuple, values)) if isinstance(values, list | tuple) else values
            for key, values in value.items()
        }

    @field_validator("vary")
    @classmethod
    def _values_differ(cls, value: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
        for values in value.values():
            _distinct(values)
        return value

    @field_validator("crossed", mode="before")
    @classmethod
    def _groups(cls, value: object) -> object:
        return tuple(map(_as_tuple, value)) if isinstance(value, list) else value

    @field_validator("learning_rates", "test_lengths", *KINDS.values())
    @classmethod
    def _differ(cls, value: tuple[Any, ...]) -> tuple[Any, ...]:
        return _distinct(value)

    @field_validator(*KINDS.values())
    @classmethod
    def _known(cls, value: tuple[str, ...], info: Any) -> tuple[str, ...]:
        _all_of(value, lambda name: discovery.load(info.field_name, name))
        return value

    @field_validator("tasks")
    @classmethod
    def _tasks(cls, value: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        _all_of(value, lambda name: task_lengths(name, value[name]))
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
                    _check_task(training, name, discovery.load("tasks", name)(**options))
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


def _check_task(training: Training, name: str, task: Any) -> None:
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
            mistakes = explain(error, type(task)).replace("\n", "; ")
            raise ConfigError(
                f"curriculum: {name} cannot begin at length {length}: {mistakes}"
            ) from None


class Execution(Strict):
    """Where jobs run and what they may use: nothing here changes more of a result than rounding."""

    device: Literal["auto", "cpu", "cuda"] = Field(
        default="auto", description="`auto`: a GPU if there is one"
    )
    memory_mb: PositiveInt = Field(
        default=4000,
        description="memory that one job may use; it bounds how many nets train at once",
    )
    checkpoint_seconds: PositiveFloat = Field(
        default=60.0, description="time between two checkpoints of a job; what a kill can cost"
    )
    data: str | None = Field(
        default=None,
        description="folder of real data, looked in after that in `RNNBENCH_DATA`, before the "
        "user's cache",
    )


def _probes(value: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    _all_of(value, lambda name: probe_of(name, value[name]))
    return value


def _all_of(names: Iterable[str], check: Callable[[str], object]) -> None:
    """Check all names.

    Raises:
        ConfigError: with one line for each that is wrong.
    """
    mistakes = []
    for name in names:
        try:
            check(name)
        except MISTAKES as error:
            mistakes.append(str(error))
    if mistakes:
        raise ConfigError("\n".join(mistakes))


def _in_a_path(value: object) -> str:
    """A value of a setting as part of a folder's name, without braces, spaces or slashes."""
    if isinstance(value, tuple | list):
        return ",".join(map(_in_a_path, value))
    if isinstance(value, dict):
        return ",".join(f"{key}:{_in_a_path(part)}" for key, part in sorted(value.items()))
    return str(value)


class Calibration(Strict):
    """How error rates and power of the tests are found."""

    runs: int = Field(default=300, ge=10, description="runs of each of the two arms drawn from")
    experiments: int = Field(
        default=1000, ge=10, description="simulated experiments for each error rate"
    )


class Config(Strict):
    """A whole config file."""

    scale: str = Field(
        pattern=r"^\w[\w.-]*$",
        description="name of the scale: the config file's name without .yaml",
    )
    results: Folder = Field(default="results", description="folder for the results")
    reports: Folder = Field(default="reports", description="folder for the report")
    components: Components = Field(
        default=(), description="folders with components of your own: `cells/`, `tasks/`, ..."
    )
    execution: Execution = Field(
        default=Execution(), description="where jobs run and what they may use"
    )
    calibration: Calibration = Field(
        default=Calibration(), description="how the tests are calibrated, whatever the studies"
    )
    studies: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Study] = Field(
        min_length=1, description="the studies, by name"
    )
    probes: Annotated[dict[str, dict[str, Any]], AfterValidator(_probes)] = Field(
        default={}, description="names of probes, each with its settings; `seeds` is one of all"
    )


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
        raise ConfigError(f"{name}: {explain(error, probe).replace(chr(10), '; ')}") from None


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
        mistakes = explain(error, task).replace("\n", "; ")
        raise ConfigError(f"{name}: {mistakes}") from None


def load(values: dict[str, Any]) -> Config:
    """Check a config.

    Raises:
        ConfigError: with one line for each mistake.
    """
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(explain(error, Config)) from None
    files.look_in(config.execution.data)
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

    from rnnbench import yamls

    try:
        values = yamls.load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: {' '.join(str(error).split())}") from None
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: not a mapping of keys to values")
    return values


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """One line for each mistake, with the nearest valid key or value."""
    mistakes = [details for details in error.errors() if not _follows(details)]
    return "\n".join(line for details in mistakes for line in _explain_one(details, model))


def _follows(details: ErrorDetails) -> bool:
    """Whether an error only follows from another: a list counts as too short for its bad items."""
    return details["type"] == "too_short" and bool(details["input"])


def _explain_one(details: ErrorDetails, model: type[BaseModel]) -> list[str]:
    where = _place(details["loc"])
    if details["type"] == "extra_forbidden":
        *parents, key = details["loc"]
        prefix = f"{_place(parents)}: " if parents else ""
        owner = _owner(model, details["loc"])
        return [f"{prefix}{UnknownNameError('key', key, owner.model_fields)}"]
    if details["type"] == "missing":
        return [f"{where}: this key is required"]
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, MISTAKES):
        return [f"{where}: {line}" if where else line for line in str(cause).split("\n")]
    message = details["msg"].removeprefix("Value error, ").replace("\n", "; ")
    return [f"{where}: {message} (got {SHORT.repr(details['input'])})"]


def _place(keys: Sequence[int | str]) -> str:
    return ".".join(str(key) if str(key).isprintable() else repr(key) for key in keys)


def _owner(model: type[BaseModel], where: tuple[int | str, ...]) -> type[BaseModel]:
    """The model that holds the last key of a path."""
    if model is not Config or len(where) == 1:
        return model
    parts: dict[str, type[BaseModel]] = {
        "studies": Decay if "decay" in where[:-1] else Study,
        "execution": Execution,
        "calibration": Calibration,
    }
    return parts[str(where[0])]
