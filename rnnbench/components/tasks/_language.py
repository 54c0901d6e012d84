"""Language modelling of real text, for any kind of token."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated

import numpy as np
import numpy.typing as npt
import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.corpora import Corpus, DataError, OwnText, Text, holding
from rnnbench.components.tasks import IGNORED, Batch, Split
from rnnbench.components.tasks._classes import SymbolTask
from rnnbench.components.tasks._corpora import CorpusTask
from rnnbench.components.tasks._vocabulary import Vocabulary

Codes = npt.NDArray[np.int64]


class LanguageTask(CorpusTask, SymbolTask):
    """Base of language models: predict the next token of a text.

    A batch has ``length`` tokens from each of B positions in the text. By default the positions
    are random and the state starts from zero. With ``carry`` the text runs through B columns, and
    the hidden state is kept from batch to batch (truncated back-propagation through time). Then
    each seed starts at a different position, and the state is reset only at the start of an epoch.
    Testing uses the whole text, cut in the same way; so does validation with ``carry``.

    The baseline is the unigram model, which ignores all context. Score 1 is half its
    cross-entropy, so 0.02 of score is 1 % of the baseline's cross-entropy. The target is the
    cross-entropy of the bigram model; to reach it, a network must use more context than the last
    token. Both are fitted to the training part and evaluated on the validation part.
    """

    readout = "every"
    long_range = False
    predicts_input = True

    corpus: Annotated[str | OwnText, holding(Text)] = Field(
        default="english_reference", description="name of a text corpus, or your own text"
    )
    carry: bool = Field(
        default=False, description="whether the hidden state is kept from batch to batch"
    )
    characters: int | None = Field(
        default=None,
        gt=0,
        description="number of training characters to read, and the same share of the other parts; "
        "null: all",
    )
    vocabulary: int | None = Field(
        default=None,
        gt=1,
        description="size of the vocabulary, the most frequent tokens; null: all tokens of the "
        "training part",
    )

    @staticmethod
    @abstractmethod
    def tokens(text: str) -> Sequence[str]:
        """What the model predicts one after the other."""

    @staticmethod
    @abstractmethod
    def text(tokens: Sequence[str]) -> str:
        """The text that tokens make up."""

    def encode(self, text: str) -> Tensor:
        """A text as symbols, (T,); tokens that the vocabulary lacks are the unknown."""
        return self._encoded.vocabulary.encode(self.tokens(text))

    def symbols(self, split: Split) -> Tensor:
        """A whole part of the corpus, as symbols, (T,)."""
        return self._encoded.codes[split]

    @property
    def unknown(self) -> int:
        """The symbol of tokens that the vocabulary lacks."""
        return self._encoded.vocabulary.unknown

    def decode(self, symbols: Tensor) -> str:
        """Symbols, (T,), as text."""
        return self.text(self._encoded.vocabulary.decode(symbols))

    @property
    def _encoded(self) -> "Encoded":
        return _encode(type(self), self.data, self.characters, self.vocabulary)

    @property
    def inputs(self) -> int:
        return len(self._encoded.vocabulary)

    @property
    def outputs(self) -> int:
        return len(self._encoded.vocabulary)

    @property
    def steps(self) -> int:
        return self.length

    @property
    def continuous(self) -> bool:
        return self.carry

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        codes = self._codes(split, self.length + 1)
        start = torch.randint(len(codes) - self.length, (batch,), generator=generator)
        windows = codes[start + torch.arange(self.length + 1)[:, None]]  # (T + 1, B)
        return Batch(windows[:-1], windows[1:])

    def chunk(self, generator: Generator, number: int, batch: int) -> Batch:
        codes = self._codes("train", self.length * batch + 1)
        chunks = (len(codes) - 1) // (self.length * batch)
        number %= chunks
        start = torch.randint(len(codes), (), generator=generator) + number * self.length
        column = torch.arange(batch) * (chunks * self.length)
        place = start + column + torch.arange(self.length + 1)[:, None]
        windows = codes[place % len(codes)]
        return Batch(windows[:-1], windows[1:], fresh=number == 0)

    def examples(self, split: Split, batch: int) -> Iterator[Batch] | None:
        whole = split == "test" or self.carry
        return self._whole(self._codes(split, 2), batch) if whole else None

    def _whole(self, codes: Tensor, batch: int) -> Iterator[Batch]:
        """All of a text in order, in B columns; each token but the first is predicted once."""
        answers = len(codes) - 1
        rows = -(-answers // batch)
        for start in range(0, rows, self.length):
            row = torch.arange(start, start + self.length)[:, None]
            place = torch.arange(batch) * rows + row
            counts = (row < rows) & (place < answers)
            place = place.clamp(max=answers - 1)
            targets = torch.where(counts, codes[place + 1], IGNORED)
            yield Batch(codes[place], targets, fresh=start == 0 or not self.carry)

    def _codes(self, split: Split, needed: int) -> Tensor:
        codes = self._encoded.codes[split]
        if len(codes) < needed:
            raise DataError(
                f"{self.data.name}: the {split} part has {len(codes)} tokens, too few for length "
                f"{self.length}"
            )
        return codes

    def metric_mean(self, outputs: Tensor, targets: Tensor) -> Tensor:
        return self.loss(outputs, targets)

    def solve(self, batch: Batch) -> Tensor:
        return self.certain(batch.targets.clamp(min=0))

    @property
    def baseline(self) -> float:
        return self._encoded.unigram

    @property
    def solved(self) -> float:
        return self.baseline / 2

    @property
    def target(self) -> float:
        return self.score(self._encoded.bigram)


class Encoded:
    """A text as numbers, with its unigram and bigram cross-entropies in nats a token.

    Args:
        parts: the tokens of each part.
        limit: number of tokens in the vocabulary; None: all that the training part has.

    Raises:
        DataError: there is nothing to predict in a part.
    """

    def __init__(self, parts: Mapping[Split, Sequence[str]], limit: int | None) -> None:
        self.vocabulary = Vocabulary(parts["train"], limit)
        self.codes = {split: self.vocabulary.encode(part) for split, part in parts.items()}
        for split, codes in self.codes.items():
            if len(codes) < 2:
                raise DataError(f"the {split} part needs two or more tokens")
        train, valid = self.codes["train"].numpy(), self.codes["valid"].numpy()
        self.unigram, self.bigram = ngram_losses(train, valid, len(self.vocabulary))


def ngram_losses(train: Codes, valid: Codes, symbols: int) -> tuple[float, float]:
    """Cross-entropy on ``valid`` of the unigram and the bigram model counted on ``train``.

    The unigram model adds one to each count. The bigram model gives the unigram model the weight
    t / (n + t) after a token that was seen n times, with t different successors (Witten & Bell,
    IEEE Transactions on Information Theory 37 (1991), method C).
    """
    singles = np.bincount(train, minlength=symbols) + 1
    unigram = singles / singles.sum()
    pairs, counts = np.unique(train[:-1] * symbols + train[1:], return_counts=True)
    seen = np.bincount(pairs // symbols, counts, minlength=symbols)
    successors = np.bincount(pairs // symbols, minlength=symbols)
    wanted = valid[:-1] * symbols + valid[1:]
    place = np.searchsorted(pairs, wanted).clip(max=len(pairs) - 1)
    count = np.where(pairs[place] == wanted, counts[place], 0)
    n, t, p = seen[valid[:-1]], successors[valid[:-1]], unigram[valid[1:]]
    bigram = (count + t * p) / np.maximum(n + t, 1)
    bigram = np.where(n > 0, bigram, p)
    return -float(np.log(unigram[valid]).mean()), -float(np.log(bigram).mean())


@cache
def _encode(
    kind: type[LanguageTask],
    corpus: Corpus,
    characters: int | None,
    vocabulary: int | None,
) -> Encoded:
    text = corpus.read(Text).parts
    share = min(1.0, characters / len(text["train"])) if characters else 1.0
    parts: dict[Split, Sequence[str]] = {
        split: kind.tokens(part[: round(share * len(part))]) for split, part in text.items()
    }
    try:
        return Encoded(parts, vocabulary)
    except DataError as error:
        raise DataError(f"{corpus.name}: {error}") from None
