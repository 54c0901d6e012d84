"""Runs and arms: a run is one configuration with one seed, an arm a run without its seed."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

Stage = Literal["tune", "train"]
"""``tune`` runs choose learning rates on their own seeds; claims are judged on ``train`` runs."""


@dataclass(frozen=True)
class Run:
    """The unit of the results: one row, whose axes come in the order of the results table."""

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
        """Return the axes by name."""
        return asdict(self)


Inputs = Literal["given", "own"]
"""Inputs of a net in a test: the given ones, or its predictions after a prompt (free running)."""

KINDS = {
    "cell": "cells",
    "init": "inits",
    "norm": "norms",
    "clip": "clips",
    "penalty": "penalties",
}
"""Axes with names of components as values, and the kinds of these components."""
ARM = tuple(field.name for field in fields(Run) if field.name not in ("stage", "seed"))
"""The axes of an arm: all except seed and stage."""
