"""Values that papers report: one file per paper, with the grade of its values."""

from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """Frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PublishedValue(Strict):
    """A value that a paper reports, and the arm of ours to compare it with."""

    task: str = Field(description="task")
    corpus: str = Field(default="", description="corpus of the task; empty for synthetic ones")
    length: int | None = Field(default=None, description="length of the task, if it matters")
    cell: str = Field(description="cell")
    init: str | None = Field(default=None, description="init; null: any")
    norm: str = Field(default="none", description="norm")
    clip: str | None = Field(default=None, description="clip; null: any")
    penalty: str = Field(default="none", description="penalty")
    metric: str = Field(description="the task's metric, or `loss`")
    value: float = Field(description="the value")
    chance: float | None = Field(default=None, description="the value of a network without memory")
    setting: str = Field(description="setup of the paper's networks")


class Paper(Strict):
    """A paper and its values.

    Attributes:
        grade: ``read`` in the paper itself, ``quoted`` by others, or from ``memory``.
        protocol: training and testing of the paper's networks.
    """

    title: str
    authors: str
    year: int
    link: str
    grade: Literal["read", "quoted", "memory"]
    protocol: str
    values: tuple[PublishedValue, ...]

    @property
    def reference(self) -> str:
        """Authors and year."""
        return f"{self.authors} ({self.year})"


def papers() -> list[Paper]:
    """All papers, oldest first."""
    files = [f for f in resources.files(__package__).iterdir() if f.name.endswith(".yaml")]
    found = [Paper.model_validate(yaml.safe_load(file.read_text("utf-8"))) for file in files]
    return sorted(found, key=lambda paper: (paper.year, paper.authors))
