"""How runs train: the settings that a study may vary."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from rnnbench.config import regimes
from rnnbench.config.errors import ConfigError
from rnnbench.config.types import NonNegativeInt, PositiveFloat, PositiveInt, Strict

Tested = Literal["last", "best"]

Connections = Literal["none", "skip", "dense", "highway"]
Dropout = Literal["none", "per_step", "variational", "zoneout"]


class Decay(Strict):
    """A learning rate that falls in steps."""

    factor: PositiveFloat = Field(description="factor of the learning rate at each decay step")
    after: NonNegativeInt = Field(description="number of updates before the first step")
    every: PositiveInt = Field(description="number of updates from one step to the next")

    def at(self, update: int) -> float:
        """The factor of the learning rate at an update, counted from 0."""
        steps = 0 if update < self.after else 1 + (update - self.after) // self.every
        return float(self.factor**steps)


class Training(Strict):
    """How the runs of a study train."""

    hidden: PositiveInt = Field(default=32, description="hidden units per layer and direction")
    depth: PositiveInt = Field(default=1, description="number of recurrent layers")
    bidirectional: bool = Field(
        default=False, description="whether each layer also runs backwards in time"
    )
    embedding: NonNegativeInt = Field(
        default=0,
        description="size of the learnt embedding of symbols; 0: one-hot vectors",
    )
    connections: Connections = Field(
        default="none",
        description="connections past layers: `skip` adds a layer's input to its output, `highway` "
        "mixes the two by a learnt gate, `dense` feeds every layer and the readout with the "
        "outputs of all layers below",
    )
    dropout: Dropout = Field(
        default="none",
        description="`per_step`: a fresh mask at each step, on inputs and outputs of layers; "
        "`variational`: one mask for all steps, also on recurrent states (recurrent dropout); "
        "`zoneout`: random units keep their old state",
    )
    dropout_rate: float = Field(
        default=0.25,
        ge=0,
        lt=1,
        description="share of units dropped, or kept at their old state by `zoneout`",
    )
    shared_weights: bool = Field(
        default=True,
        description="whether all time steps share their weights; unshared weights allow a single "
        "sequence length, in training and testing",
    )
    batch: PositiveInt = Field(default=32, description="batch size")
    examples: NonNegativeInt = Field(
        default=0,
        description="size of a fixed training set; 0: every example is new",
    )
    updates: PositiveInt = Field(description="budget of every run, in updates")
    evaluations: PositiveInt = Field(
        default=20, description="validations per run; they set the resolution of times to target"
    )
    optimiser: Literal["adam", "sgd"] = Field(default="adam", description="`adam` or `sgd`")
    learning_rates: tuple[PositiveFloat, ...] = Field(
        min_length=1, description="grid for tuning; with `tuning_seeds: 0`, an axis of the study"
    )
    decay: Decay | None = Field(
        default=None, description="step decay of the learning rate; null: constant"
    )
    truncate: int = Field(
        default=0,
        ge=0,
        description="chunk length of truncated back-propagation through time (TBPTT), in steps; "
        "0: the whole sequence",
    )
    forcing: regimes.Forcing = Field(
        default="teacher",
        description="inputs after a prompt: the true ones (`teacher`), the network's own answers "
        "(`free`), or scheduled sampling from the former to the latter (`linear`, `exponential`, "
        "`inverse_sigmoid`)",
    )
    curriculum: regimes.Curriculum = Field(
        default="none",
        description="training lengths: full (`none`), increasing (`growing`), or increasing mixed "
        "with random ones (`combined`)",
    )
    tested: Tested = Field(
        default="last",
        description="tested weights: `last`, or `best` by validation loss",
    )
    test_lengths: tuple[PositiveFloat, ...] = Field(
        default=(),
        description="further tests, at these multiples of the training length",
    )
    tuning_seeds: NonNegativeInt = Field(
        default=2,
        description="seeds for the choice of each arm's learning rate; 0: no tuning",
    )
    clip_threshold: PositiveFloat = Field(default=1.0, description="threshold of clipping by norm")
    clip_value: PositiveFloat = Field(
        default=0.1, description="threshold of clipping by value, per element of the gradient"
    )
    penalty_strength: PositiveFloat = Field(
        default=0.001, description="weight of the penalties `l1`, `l2` and `omega`"
    )
    spectral_bound: PositiveFloat = Field(
        default=1.0,
        description="bound of the penalty `spectral` on the largest singular value of each gate",
    )
    init_scale: PositiveFloat = Field(
        default=0.01, description="standard deviation of the init `small_random`"
    )
    spectral_radius: PositiveFloat = Field(
        default=1.0, description="largest absolute eigenvalue of the init `spectral`"
    )
    batch_statistics: Literal["per_step", "shared", "last_step"] = Field(
        default="last_step",
        description="batch norm in evaluation: statistics per step (`per_step`), over all steps "
        "(`shared`), or per step with the last ones beyond the training length (`last_step`)",
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
