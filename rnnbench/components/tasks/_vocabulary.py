"""Tokens as numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import torch
from torch import Tensor

from rnnbench.components.corpora import DataError

UNKNOWN = "<unk>"


class Vocabulary:
    """The tokens that are told apart; all others are one symbol, the unknown.

    A text that has a token for the unknown already (``<unk>``) shares that one.

    Args:
        tokens: those of the training part.
        limit: how many to tell apart, the most frequent ones; None: all.

    Raises:
        DataError: there are fewer than two different tokens.
    """

    def __init__(self, tokens: Iterable[str], limit: int | None = None) -> None:
        counts = Counter(tokens)
        if len(counts) < 2:
            raise DataError("the train part needs two or more different tokens")
        known = sorted({token for token, _ in counts.most_common(limit)} | {UNKNOWN})
        self._tokens = known
        self._codes = {token: i for i, token in enumerate(known)}

    def __len__(self) -> int:
        return len(self._codes)

    @property
    def unknown(self) -> int:
        """The symbol of the unknown."""
        return self._codes[UNKNOWN]

    def encode(self, tokens: Iterable[str]) -> Tensor:
        """Symbols, (N,) int64."""
        codes, unknown = self._codes, self.unknown
        found = np.fromiter((codes.get(token, unknown) for token in tokens), np.int64)
        return torch.from_numpy(found)

    def decode(self, symbols: Tensor) -> Sequence[str]:
        """Tokens of symbols, (N,) int64."""
        return [self._tokens[symbol] for symbol in symbols.tolist()]
