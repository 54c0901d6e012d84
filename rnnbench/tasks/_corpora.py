"""Tasks on real data."""

from pathlib import Path
from typing import Any, ClassVar

from pydantic import field_validator

from rnnbench import corpora
from rnnbench.corpora import OwnText
from rnnbench.tasks import Task


class CorpusTask(Task):
    """Base of tasks that read a corpus.

    Class attributes:
        takes: the kind of data that the corpus must give.
    """

    takes: ClassVar[type]

    corpus: str | OwnText

    @field_validator("corpus")
    @classmethod
    def _suited(cls, value: str | OwnText) -> str | OwnText:
        gives = corpora.of(value).gives
        if gives is not cls.takes:
            raise ValueError(f"gives {gives.__name__}, not {cls.takes.__name__}")
        return value

    @property
    def sources(self) -> tuple[Path, ...]:
        return corpora.of(self.corpus).paths

    @property
    def missing(self) -> str | None:
        return corpora.of(self.corpus).missing

    @property
    def provenance(self) -> dict[str, str]:
        data: Any = corpora.read(self.corpus)
        return dict(data.provenance)
