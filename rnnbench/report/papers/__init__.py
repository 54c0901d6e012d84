"""What papers report: one file a paper, with how far the figures can be trusted."""

from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """Frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PublishedValue(Strict):
    """A value reported by a paper, and the arm of ours beside it."""

    task: str = Field(description="task")
    corpus: str = Field(default="", description="corpus of the task; empty for synthetic ones")
    length: int | None = Field(default=None, description="length of the task, if it matters")
    cell: str = Field(description="cell")
    init: str | None = Field(default=None, description="init; null: any")
    norm: str = Field(default="none", description="norm")
    clip: str | None = Field(default=None, description="clip; null: any")
    penalty: str = Field(default="none", description="penalty")
    metric: str = Field(description="what the figure is: the task's metric, or its loss")
    value: float = Field(description="the figure")
    chance: float | None = Field(default=None, description="what a net without memory reaches")
    setting: str = Field(description="what tells the paper's nets apart")


class Paper(Strict):
    """A paper's figures.

    Attributes:
        grade: ``read`` in the paper's own text, ``quoted`` by others, or from ``memory``.
        protocol: how the paper's nets were trained and tested.
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
