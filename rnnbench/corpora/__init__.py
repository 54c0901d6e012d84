"""Corpora: real text that tasks read, split into train, valid and test."""

import hashlib
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Split = Literal["train", "valid", "test"]


@dataclass(frozen=True)
class Text:
    """A text in its three parts, with its provenance."""

    parts: Mapping[Split, str]
    provenance: Mapping[str, str]


class Corpus(ABC):
    """Base of all corpora."""

    @abstractmethod
    def load(self) -> Text:
        """Read the corpus.

        Raises:
            OSError: it is not there.
            ValueError: it is there, but is not such a text.
        """


def provenance(parts: Mapping[Split, str], origin: str) -> dict[str, str]:
    """Where a text came from, and what identifies it."""
    content = "\0".join(parts[part] for part in ("train", "valid", "test"))
    return {
        "origin": origin,
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "python": ".".join(map(str, sys.version_info[:3])),
    }


class TextFile(Corpus):
    """Any plain UTF-8 text file: the first 90 % train, then 5 % valid and 5 % test.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> Text:
        try:
            text = self.path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise ValueError(f"{self.path} is not UTF-8 text: {error}") from None
        valid, test = len(text) * 90 // 100, len(text) * 95 // 100
        parts: dict[Split, str] = {
            "train": text[:valid],
            "valid": text[valid:test],
            "test": text[test:],
        }
        return Text(parts, provenance(parts, str(self.path)))


@cache
def read(name: str | None, path: str | None) -> Text:
    """The text of a built-in corpus (by name) or of a file (by path); read once per process."""
    from rnnbench import discovery

    corpus: Corpus = TextFile(Path(path)) if path else discovery.load("corpora", str(name))()
    return corpus.load()


BASE = Corpus
