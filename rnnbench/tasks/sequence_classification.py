"""Classification of real sequences: images read row by row, sentences read word by word."""

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench import corpora
from rnnbench.corpora import Labelled, OwnText
from rnnbench.tasks import IGNORED, Batch, Split
from rnnbench.tasks._classes import ClassTask
from rnnbench.tasks._corpora import CorpusTask
from rnnbench.tasks._vocabulary import Vocabulary


class SequenceClassification(CorpusTask, ClassTask):
    """Sequence classification: say after the last step what the whole sequence is.

    Sequences are those of the corpus, cut after ``length`` steps; shorter ones keep their length.
    Images are sequences of vectors, such as the rows of an image; sentences are sequences of words.
    Validation and test are on all there is. The baseline is the cross-entropy of the classes'
    shares in the training part; papers report the accuracy.

    Source: sequential MNIST: Le, Jaitly, Hinton, arXiv:1504.00941, section 4.2.

    Example (sentences):
        input   a thoughtful , moving film     -> answer positive
    """

    readout = "last"
    long_range = False
    takes = Labelled

    corpus: str | OwnText = Field(
        default="mnist_rows", description="name of a corpus of labelled sequences"
    )
    vocabulary: int | None = Field(
        default=None,
        gt=1,
        description="number of different words that are told apart, the most frequent ones; null: "
        "all that the training part has",
    )
    learned: float = Field(
        default=0.9, gt=0, lt=1, description="score that counts as learned; sentences: about 0.2"
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
        return _encoded(self.corpus, self.vocabulary)

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        part = self._data.parts[split]
        return part.batch(torch.randint(len(part), (batch,), generator=generator), self.length)

    def examples(self, split: Split, batch: int) -> Iterator[Batch]:
        part = self._data.parts[split]
        for which in torch.arange(len(part)).split(batch):
            filled = torch.cat([which, which.new_full((batch - len(which),), -1)])
            yield part.batch(filled, self.length)

    def solve(self, batch: Batch) -> Tensor:
        return torch.nn.functional.one_hot(batch.targets.clamp(min=0), self.outputs) * 100.0

    @property
    def baseline(self) -> float:
        return self._data.shares

    @property
    def target(self) -> float:
        return self.learned


class _Part:
    """Sequences and their labels.

    Args:
        sequences: of symbols (t,), or of vectors (t, D), each of a length of its own.
        labels: (N,).
    """

    def __init__(self, sequences: Sequence[Tensor], labels: Tensor) -> None:
        self.labels = labels
        self._steps = torch.cat(list(sequences))
        self._lengths = torch.tensor([len(sequence) for sequence in sequences])
        self._first = self._lengths.cumsum(0) - self._lengths

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
        words, _ = data.parts["train"]
        self.symbolic = not isinstance(words, np.ndarray)
        self.classes = data.classes
        if isinstance(words, np.ndarray):
            self.inputs = words.shape[2]
        else:
            vocabulary = Vocabulary((word for words in words for word in words), limit)
            self.inputs = len(vocabulary)
        self.parts = {}
        for split, (sequences, labels) in data.parts.items():
            if isinstance(sequences, np.ndarray):
                encoded = torch.from_numpy(sequences).unbind(0)
            else:
                encoded = tuple(vocabulary.encode(words) for words in sequences)
            self.parts[split] = _Part(encoded, torch.from_numpy(labels))
        train, valid = self.parts["train"].labels, self.parts["valid"].labels
        shares = torch.bincount(train, minlength=self.classes) / len(train)
        self.shares = -float(shares.log()[valid].mean())


@cache
def _encoded(corpus: str | OwnText, limit: int | None) -> _Encoded:
    data: Labelled = corpora.read(corpus)
    return _Encoded(data, limit)
