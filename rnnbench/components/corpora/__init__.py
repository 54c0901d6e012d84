"""Corpora: real data for tasks, split into train, valid and test."""

from functools import cache
from typing import TypeVar

from pydantic import AfterValidator

from rnnbench.components import discovery
from rnnbench.components.corpora._kinds import (
    KEYS,
    SPLITS,
    ChoicesCorpus,
    Corpus,
    Data,
    Labelled,
    LabelledSentences,
    LabelledVectors,
    Labels,
    Roll,
    Rolls,
    RollsCorpus,
    SentencesCorpus,
    Split,
    Text,
    TextCorpus,
    VectorsCorpus,
    VerbChoice,
    VerbChoices,
    unwords,
    words,
)
from rnnbench.components.corpora._own import OwnCorpus, OwnText
from rnnbench.components.data_files import DataError, File

__all__ = [
    "KEYS",
    "SPLITS",
    "ChoicesCorpus",
    "Corpus",
    "Data",
    "DataError",
    "File",
    "Labelled",
    "LabelledSentences",
    "LabelledVectors",
    "Labels",
    "OwnText",
    "Roll",
    "Rolls",
    "RollsCorpus",
    "SentencesCorpus",
    "Split",
    "Text",
    "TextCorpus",
    "VectorsCorpus",
    "VerbChoice",
    "VerbChoices",
    "holding",
    "of",
    "read",
    "unwords",
    "words",
]

D = TypeVar("D", bound=Data)


@cache
def of(corpus: str | OwnText) -> Corpus:
    """A corpus by name or from a config's description; the same object on every call.

    Raises:
        UnknownNameError: there is no such corpus.
    """
    if isinstance(corpus, OwnText):
        return OwnCorpus(corpus)
    found: Corpus = discovery.load("corpora", corpus)()
    return found


def read(corpus: str | OwnText, kind: type[D]) -> D:
    """Content of a corpus, such as a ``Text``; read once per process.

    Raises:
        DataError: the data are missing or invalid.
    """
    content = of(corpus).content
    if not isinstance(content, kind):
        raise DataError(f"{corpus}: holds {type(content).__name__}, not {kind.__name__}")
    return content


def holding(kind: type[Data]) -> AfterValidator:
    """Annotation of a task's field: any corpus with this kind of data.

    ``corpus: Annotated[str | OwnText, holding(Text)] = "tiny_shakespeare"``
    """

    def known(corpus: str | OwnText) -> str | OwnText:
        if isinstance(corpus, str):
            names = discovery.names("corpora")
            if corpus not in names or not _holds(corpus, kind):
                suited = [
                    name
                    for name in names
                    if not discovery.broken("corpora", name) and _holds(name, kind)
                ]
                raise discovery.UnknownNameError("name in corpora", corpus, suited)
        return corpus

    return AfterValidator(known)


def _holds(name: str, kind: type[Data]) -> bool:
    return issubclass(discovery.load("corpora", name).holds, kind)


BASE = Corpus
