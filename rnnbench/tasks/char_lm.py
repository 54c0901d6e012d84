"""Character-level language modelling."""

from collections import Counter
from functools import cache
from typing import Annotated

import numpy as np
import numpy.typing as npt
import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench import corpora
from rnnbench.corpora import Corpus, OwnText, Text, holding
from rnnbench.tasks import Batch, Split, Task
from rnnbench.tasks._losses import cross_entropy

Codes = npt.NDArray[np.int64]


class CharLM(Task):
    """Character language model: predict the next character of real text.

    Examples are windows of ``length`` characters from random places of the text, each started
    from a zero state. The baseline is the unigram model, which ignores all context; score 1 is
    half its cross-entropy, so that 0.02 of score are 1 % of the baseline's cross-entropy. The
    target is the cross-entropy of the bigram model: a net that reaches it uses more context than
    the last character. Both models are counted on the training part (add-one smoothing) and
    measured on the validation part.

    Characters that the training part lacks count as one unknown symbol.

    Example (length 5):
        input   h e l l o
        answer  e l l o ,
    """

    readout = "every"
    long_range = False
    predicts_input = True

    corpus: Annotated[str | OwnText, holding(Text)] = Field(
        default="english_reference", description="name of a text, or a text of your own"
    )

    @property
    def inputs(self) -> int:
        return self._text.vocabulary

    @property
    def outputs(self) -> int:
        return self._text.vocabulary

    @property
    def symbolic(self) -> bool:
        return True

    @property
    def steps(self) -> int:
        return self.length

    @property
    def data(self) -> Corpus:
        return corpora.of(self.corpus)

    @property
    def _text(self) -> "_Encoded":
        return _encoded(self.corpus)

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        text = self._text.codes[split]
        if len(text) <= self.length:
            raise ValueError(
                f"the corpus's {split} part has {len(text)} characters: too few for length "
                f"{self.length}"
            )
        start = torch.randint(len(text) - self.length, (batch,), generator=generator)
        windows = text[start + torch.arange(self.length + 1)[:, None]]  # (T + 1, B)
        return Batch(windows[:-1], windows[1:])

    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        return cross_entropy(outputs, targets)

    def solve(self, batch: Batch) -> Tensor:
        return torch.nn.functional.one_hot(batch.targets, self.outputs) * 100.0

    @property
    def baseline(self) -> float:
        return self._text.unigram

    @property
    def solved(self) -> float:
        return self.baseline / 2

    @property
    def target(self) -> float:
        return self.score(self._text.bigram)


class _Encoded:
    """A text as numbers, with its unigram and bigram cross-entropies in nats a character."""

    def __init__(self, text: Text) -> None:
        counts = Counter(text.parts["train"])
        code = {character: i for i, character in enumerate(sorted(counts))}
        self.vocabulary = len(code) + 1
        unknown = len(code)
        self.codes = {
            split: torch.tensor([code.get(c, unknown) for c in part], dtype=torch.int64)
            for split, part in text.parts.items()
        }
        self.unigram, self.bigram = _ngram_losses(
            self.codes["train"].numpy(), self.codes["valid"].numpy(), self.vocabulary
        )


def _ngram_losses(train: Codes, valid: Codes, vocabulary: int) -> tuple[float, float]:
    """Cross-entropy on ``valid`` of the unigram and the bigram model counted on ``train``."""
    singles = np.bincount(train, minlength=vocabulary) + 1
    pairs = np.ones((vocabulary, vocabulary))
    np.add.at(pairs, (train[:-1], train[1:]), 1)
    unigram = np.log(singles / singles.sum())
    bigram = np.log(pairs / pairs.sum(1, keepdims=True))
    return -float(unigram[valid].mean()), -float(bigram[valid[:-1], valid[1:]].mean())


@cache
def _encoded(corpus: str | OwnText) -> _Encoded:
    return _Encoded(corpora.read(corpus, Text))
