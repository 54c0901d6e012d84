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

    factor: PositiveFloat = Field(description="what it is multiplied with at each step")
    after: NonNegativeInt = Field(description="number of updates before the first step")
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
    embedding: NonNegativeInt = Field(
        default=0,
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
    examples: NonNegativeInt = Field(
        default=0,
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
    tuning_seeds: NonNegativeInt = Field(
        default=2,
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
