"""Agreement of verb and subject."""

import math
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field, model_validator
from torch import Generator, Tensor

from rnnbench.components.tasks import Batch, Split
from rnnbench.components.tasks._classes import SymbolTask

SINGULAR = ("author", "pilot", "teacher", "sister")
PLURAL = ("authors", "pilots", "teachers", "sisters")
PREPOSITIONS = ("near", "behind", "above", "with")
ADVERBS = ("often", "again", "today", "there")
WORDS = ("the", *SINGULAR, *PLURAL, *PREPOSITIONS, *ADVERBS)
THE = WORDS.index("the")
NOUN = WORDS.index(SINGULAR[0])
PREPOSITION = WORDS.index(PREPOSITIONS[0])
ADVERB = WORDS.index(ADVERBS[0])
NUMBERS = 2
PHRASE = 3
"""Words of a prepositional phrase, such as "near the pilots"."""


class Agreement(SymbolTask):
    """Agreement: predict the verb's number across intervening nouns.

    The input is a sentence up to its verb: "the", the subject, and ``length`` words between
    subject and verb. These are ``attractors`` prepositional phrases, each with a noun, and
    adverbs, in random order. The answer, after the last word, is the verb's number: 0 for
    singular, 1 for plural.

    Each noun's number is an independent fair coin, so on average half of the ``attractors``
    differ in number from the subject. No other noun carries information about the subject.
    Guessing gives a cross-entropy of ln 2.

    Source: Linzen, Dupoux, Goldberg, TACL 4 (2016), arXiv:1611.01368, number prediction. Their
    sentences come from Wikipedia; these come from a small grammar.

    Example (length 4, one attractor):
        input   the authors near the pilot often     -> 1 (plural: "write")
    """

    readout = "last"
    long_range = True

    attractors: int = Field(
        default=1, ge=0, description="nouns between subject and verb, of either number"
    )

    @model_validator(mode="after")
    def _attractors_fit(self) -> Self:
        if PHRASE * self.attractors > self.length:
            most = self.length // PHRASE
            raise ValueError(f"attractors: at most {most} of {PHRASE} words in {self.length}")
        return self

    @property
    def inputs(self) -> int:
        return len(WORDS)

    @property
    def outputs(self) -> int:
        return NUMBERS

    @property
    def steps(self) -> int:
        return 2 + self.length

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        # NumPy calls cost less than PyTorch's: many small ones would add up to a net's update.
        drawn = torch.rand(self.steps, batch, generator=generator).numpy()

        def one_of(first: int, many: int) -> NDArray[np.int64]:
            return first + (many * drawn).astype(np.int64)

        noun = one_of(NOUN, NUMBERS * len(SINGULAR))
        words = one_of(ADVERB, len(ADVERBS))
        words[0] = THE
        words[1] = noun[1]
        begin, examples = self._phrases(generator, batch), np.arange(batch)
        words[begin, examples] = one_of(PREPOSITION, len(PREPOSITIONS))[begin, examples]
        words[begin + 1, examples] = THE
        words[begin + 2, examples] = noun[begin + 2, examples]
        inputs = torch.from_numpy(words)
        return Batch(inputs, self._number(inputs))

    def _phrases(self, generator: Generator, batch: int) -> NDArray[np.int64]:
        """Steps where the phrases begin, (attractors, B): any order of phrases and adverbs."""
        pieces = self.length - (PHRASE - 1) * self.attractors
        order = torch.rand(pieces, batch, generator=generator).numpy().argsort(0)
        place = np.sort(order[: self.attractors], axis=0)
        longer: NDArray[np.int64] = (PHRASE - 1) * np.arange(self.attractors)[:, None]
        return 2 + place + longer  # each phrase before is so much longer than an adverb

    @staticmethod
    def _number(words: Tensor) -> Tensor:
        """The subject's: (T, B) -> (1, B)."""
        return (words[1:2] - NOUN) // len(SINGULAR)

    def solve(self, batch: Batch) -> Tensor:
        return self.certain(self._number(batch.inputs))

    @property
    def baseline(self) -> float:
        return math.log(NUMBERS)
