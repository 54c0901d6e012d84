"""What a run is: one configuration with one seed. An arm is a run without its seed."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

Stage = Literal["tune", "train"]
"""``tune`` chooses learning rates on seeds of its own; ``train`` is what claims are judged on."""


@dataclass(frozen=True)
class Run:
    """The smallest thing that has a result row; all its axes, in the order of the results table."""

    study: str
    variant: str
    stage: Stage
    task: str
    length: int
    cell: str
    init: str
    norm: str
    clip: str
    penalty: str
    learning_rate: float
    seed: int

    def axes(self) -> dict[str, Any]:
        """Axis names and values."""
        return asdict(self)


Inputs = Literal["given", "own"]
"""What a net reads in a test: given inputs, or its own answers after a prompt (free running)."""

KINDS = {
    "cell": "cells",
    "init": "inits",
    "norm": "norms",
    "clip": "clips",
    "penalty": "penalties",
}
"""Axes whose values are names of components, and the kinds that these are of."""
ARM = tuple(field.name for field in fields(Run) if field.name not in ("stage", "seed"))
"""The axes of an arm: all but the seed, and the stage."""
