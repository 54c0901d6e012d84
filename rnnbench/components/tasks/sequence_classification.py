"""Classification of real sequences: images read row by row, sentences read word by word."""

from collections.abc import Iterable, Iterator, Sized
from functools import cache
from itertools import chain
from typing import Annotated

import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.corpora import (
    Corpus,
    Labelled,
    LabelledSentences,
    LabelledVectors,
    Labels,
    holding,
)
from rnnbench.components.tasks import IGNORED, Batch, Split
from rnnbench.components.tasks._classes import ClassTask
from rnnbench.components.tasks._corpora import CorpusTask, in_batches
from rnnbench.components.tasks._vocabulary import Vocabulary


class SequenceClassification(CorpusTask, ClassTask):
    """Sequence classification: classify a whole sequence after its last step.

    Sequences of the corpus are cut after ``length`` steps; shorter ones keep their length. Images
    are sequences of vectors, for example their rows; sentences are sequences of words. Validation
    and test use all examples. The baseline is the cross-entropy of the class frequencies in the
    training part. Papers report the accuracy.

    Source: sequential MNIST: Le, Jaitly, Hinton, arXiv:1504.00941, section 4.2.

    Example (sentences):
        input   a thoughtful , moving film     -> answer positive
    """

    readout = "last"
    long_range = False

    corpus: Annotated[str, holding(Labelled)] = Field(
        default="mnist_rows", description="name of a corpus of labelled sequences"
    )
    vocabulary: int | None = Field(
        default=None,
        gt=1,
        description="size of the vocabulary, the most frequent words; null: all words of the "
        "training part",
    )
    learned: float = Field(
        default=0.9, gt=0, lt=1, description="score that counts as learned; about 0.2 for sentences"
    )

    @property
    def inputs(self) -> int:
        return self._data.inputs

    @property
    def outputs(self) -> int:
        return self._data.classes

    @property
    def symbolic(self) -> bool:
        return self._data.symbolic

    @property
    def steps(self) -> int:
        return self.length

    @property
    def _data(self) -> "_Encoded":
        return _encoded(self.data, self.vocabulary)

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        part = self._data.parts[split]
        return part.batch(torch.randint(len(part), (batch,), generator=generator), self.length)

    def examples(self, split: Split, batch: int) -> Iterator[Batch]:
        part = self._data.parts[split]
        for which in in_batches(torch.arange(len(part)), batch):
            yield part.batch(which, self.length)

    def solve(self, batch: Batch) -> Tensor:
        return self.certain(batch.targets.clamp(min=0))

    @property
    def baseline(self) -> float:
        return self._data.shares

    @property
    def target(self) -> float:
        return self.learned


class _Part:
    """Sequences and their labels.

    Args:
        steps: of all sequences, one behind the other: symbols (M,), or vectors (M, D).
        lengths: of each sequence, (N,).
        labels: (N,).
    """

    def __init__(self, steps: Tensor, lengths: Tensor, labels: Labels) -> None:
        self.labels = torch.from_numpy(labels)
        self._steps, self._lengths = steps, lengths
        self._first = lengths.cumsum(0) - lengths

    def __len__(self) -> int:
        return len(self.labels)

    def batch(self, which: Tensor, steps: int) -> Batch:
        """Sequences ``which`` (B,), cut after some steps; sequence -1 is one without an answer."""
        lengths = self._lengths[which].clamp(max=steps)
        time = torch.arange(steps)[:, None]
        place = self._first[which] + torch.minimum(time, lengths - 1)
        answers = torch.where(which >= 0, self.labels[which], IGNORED)
        return Batch(self._steps[place], answers[None], lengths)


class _Encoded:
    """A corpus as numbers, with the loss of always answering with the classes' shares."""

    def __init__(self, data: Labelled, limit: int | None) -> None:
        self.classes = data.classes
        self.symbolic = isinstance(data, LabelledSentences)
        if isinstance(data, LabelledSentences):
            known = Vocabulary(chain.from_iterable(data.parts["train"][0]), limit)
            self.inputs = len(known)
            self.parts = {
                split: _Part(known.encode(chain.from_iterable(texts)), _lengths(texts), labels)
                for split, (texts, labels) in data.parts.items()
            }
        elif isinstance(data, LabelledVectors):
            self.inputs = data.parts["train"][0].shape[2]
            self.parts = {
                split: _Part(torch.from_numpy(vectors).flatten(0, 1), _lengths(vectors), labels)
                for split, (vectors, labels) in data.parts.items()
            }
        train, valid = self.parts["train"].labels, self.parts["valid"].labels
        shares = torch.bincount(train, minlength=self.classes) / len(train)
        self.shares = -float(shares.log()[valid].mean())


def _lengths(sequences: Iterable[Sized]) -> Tensor:
    return torch.tensor([len(sequence) for sequence in sequences])


@cache
def _encoded(corpus: Corpus, limit: int | None) -> _Encoded:
    return _Encoded(corpus.read(Labelled), limit)
