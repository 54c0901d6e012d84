"""Corpora: real data for tasks, split into train, valid and test."""

from functools import cache

from pydantic import AfterValidator, ValidationInfo

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
from rnnbench.components.registry import BUILT_IN, Registry, UnknownNameError, registry_in

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
    "unwords",
    "words",
]


@cache
def of(corpus: str | OwnText, registry: Registry = BUILT_IN) -> Corpus:
    """A corpus by name or by its description in a config; the same object on every call.

    Raises:
        UnknownNameError: there is no such corpus.
    """
    if isinstance(corpus, OwnText):
        return OwnCorpus(corpus, registry)
    return registry.load("corpora", corpus)(registry)


def holding(kind: type[Data]) -> AfterValidator:
    """Validator of a task's field: any corpus with this kind of data.

    ``corpus: Annotated[str | OwnText, holding(Text)] = "tiny_shakespeare"``
    """

    def known(corpus: str | OwnText, info: ValidationInfo) -> str | OwnText:
        registry = registry_in(info.context)

        def holds(name: str) -> bool:
            return issubclass(registry.load("corpora", name).holds, kind)

        names = registry.names("corpora")
        if isinstance(corpus, str) and (corpus not in names or not holds(corpus)):
            suited = [name for name in registry.sound("corpora") if holds(name)]
            raise UnknownNameError("name in corpora", corpus, suited)
        return corpus

    return AfterValidator(known)


BASE = Corpus
