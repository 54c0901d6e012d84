"""Kinds of content, and the base classes of all corpora."""

import hashlib
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from rnnbench.components.data_files import DataError, File, folders
from rnnbench.components.registry import BUILT_IN, Registry, name_of

Split = Literal["train", "valid", "test"]
D = TypeVar("D", bound="Data")
SPLITS: tuple[Split, ...] = ("train", "valid", "test")
Roll = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]
Sentences = Sequence[Sequence[str]]
KEYS = 88
END = "<eos>"
"""The word that stands for the end of a line."""


@dataclass(frozen=True)
class Data:
    """Content of a corpus with its provenance (``origin`` and ``sha256`` in the results)."""

    provenance: Mapping[str, str]


@dataclass(frozen=True)
class Text(Data):
    """A text in three parts."""

    parts: Mapping[Split, str]


@dataclass(frozen=True)
class Rolls(Data):
    """Pieces of music as piano rolls: which of the ``KEYS`` keys sound at each step, (T, 88)."""

    parts: Mapping[Split, Sequence[Roll]]


@dataclass(frozen=True)
class Labelled(Data):
    """Sequences with a class label from 0 to ``classes`` - 1."""

    parts: Mapping[Split, tuple[Vectors | Sentences, Labels]]
    classes: int


@dataclass(frozen=True)
class LabelledVectors(Labelled):
    """Sequences of vectors, (N, T, D)."""

    parts: Mapping[Split, tuple[Vectors, Labels]]


@dataclass(frozen=True)
class LabelledSentences(Labelled):
    """Sentences, each a sequence of words."""

    parts: Mapping[Split, tuple[Sentences, Labels]]


class VerbChoice(NamedTuple):
    """A sentence up to its verb, and the verb's singular and plural.

    Attributes:
        before: the words before the verb.
        right: the form that agrees with the subject.
        wrong: the other form.
        attractors: count of nouns between subject and verb that differ from the subject in number.
    """

    before: tuple[str, ...]
    right: str
    wrong: str
    attractors: int

    @property
    def singular(self) -> bool:
        """Whether the right form is the third person singular, the English form with -s."""
        return (self.right[-1:] == "s", len(self.right)) > (self.wrong[-1:] == "s", len(self.wrong))


@dataclass(frozen=True)
class VerbChoices(Data):
    """Sentences with a choice of the verb's number, for testing only."""

    choices: Sequence[VerbChoice]


class Corpus(ABC):
    """Base of all corpora.

    Class attributes:
        holds: type of the content, as returned by ``load``.
        files: source files.
        licence: terms of use, in a few words.
    """

    holds: ClassVar[type[Data]]
    files: tuple[File, ...] = ()
    licence: ClassVar[str]

    def __init__(self, registry: Registry = BUILT_IN) -> None:
        self._registry = registry
        self.files = tuple(replace(file, folder=registry.data) for file in self.files)

    @abstractmethod
    def load(self) -> Data:
        """Read the corpus.

        Raises:
            DataError: the data are missing or invalid.
        """

    @cached_property
    def content(self) -> Data:
        """Content of the corpus; read once.

        Raises:
            DataError: the data are missing or invalid.
        """
        if self.missing:
            raise DataError(f"{self.name}: {self.missing}")
        return self.load()

    def read(self, kind: type[D]) -> D:
        """The content as one kind of data, such as ``Text``.

        Raises:
            DataError: the corpus is missing, damaged, or holds another kind of data.
        """
        if not isinstance(self.content, kind):
            held = type(self.content).__name__
            raise DataError(f"{self.name}: holds {held}, not {kind.__name__}")
        return self.content

    @property
    def name(self) -> str:
        """Name of the corpus, from its Python file."""
        return name_of(self)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Paths of its files, present or not."""
        return tuple(file.place for file in self.files)

    @property
    def missing(self) -> str | None:
        """Missing files and how to get them, in one line; None if all are present."""
        absent = [file for file in self.files if not file.present]
        if not absent:
            return None
        names = ", ".join(file.path for file in absent)
        addresses = " ".join(dict.fromkeys(file.url for file in absent))
        folder = folders(self._registry.data)[0]
        return (
            f"not there: {names}; get it with: rnnbench data {self.name} "
            f"(or by hand, to these paths below {folder}, from {addresses})"
        )

    @property
    def sources(self) -> tuple[Path, ...]:
        """Files that determine the data: the code, which contains the hashes of the data."""
        return self._registry.sources("corpora", self.name)

    def check(self) -> None:
        """Verify the hashes of its files.

        Raises:
            DataError: a file is missing or has another hash.
        """
        for file in self.files:
            file.check()

    def provenance(self) -> dict[str, str]:
        """Source and hash of the data from ``files``."""
        return provenance(self.name, "".join(file.sha256 for file in self.files))


class TextCorpus(Corpus):
    """Base of text corpora."""

    holds = Text

    @abstractmethod
    def load(self) -> Text:
        """Read the text."""


class RollsCorpus(Corpus):
    """Base of corpora of piano rolls."""

    holds = Rolls

    @abstractmethod
    def load(self) -> Rolls:
        """Read the rolls."""


class VectorsCorpus(Corpus):
    """Base of corpora of labelled vector sequences."""

    holds = LabelledVectors

    @abstractmethod
    def load(self) -> LabelledVectors:
        """Read the sequences."""


class SentencesCorpus(Corpus):
    """Base of corpora of labelled sentences."""

    holds = LabelledSentences

    @abstractmethod
    def load(self) -> LabelledSentences:
        """Read the sentences."""


class ChoicesCorpus(Corpus):
    """Base of corpora of sentences with a choice of the verb's number."""

    holds = VerbChoices

    @abstractmethod
    def load(self) -> VerbChoices:
        """Read the sentences."""


def provenance(origin: str, content: str) -> dict[str, str]:
    """Source and hash of data."""
    return {
        "origin": origin,
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "python": ".".join(map(str, sys.version_info[:3])),
    }


def text(parts: Mapping[Split, str], origin: str) -> Text:
    """A text, identified by its content.

    Raises:
        DataError: the text has nothing to learn.
    """
    if not all(parts[split] for split in SPLITS):
        raise DataError(f"{origin}: too short a text to split into train, valid and test")
    if len(set(parts["train"])) < 2:
        raise DataError(f"{origin}: the train part needs two or more different characters")
    return Text(provenance(origin, "\0".join(parts[split] for split in SPLITS)), parts)


def in_order(whole: str) -> dict[Split, str]:
    """Split a text by position: the first 90 % train, then 5 % valid and 5 % test."""
    valid, test = len(whole) * 90 // 100, len(whole) * 95 // 100
    return {"train": whole[:valid], "valid": whole[valid:test], "test": whole[test:]}


def tidy(content: str) -> str:
    """A text of tokens, one sentence a line: one space between tokens, a newline after each line.

    The newline ends a sentence; word models read it as ``<eos>``.
    """
    return "".join(f"{' '.join(line.split())}\n" for line in content.splitlines())


def words(part: str) -> list[str]:
    """The words of a text, with ``<eos>`` for each newline."""
    return part.replace("\n", f" {END} ").split()


def unwords(found: Sequence[str]) -> str:
    """Text of a list of words: spaces within a line, a newline for each ``<eos>``."""
    lines = " ".join(found).split(END)
    return "\n".join(line.strip(" ") for line in lines)


def tenth(key: str) -> int:
    """Hash of a text to a number from 0 to 9, for splitting."""
    return hashlib.sha256(key.encode()).digest()[0] % 10
