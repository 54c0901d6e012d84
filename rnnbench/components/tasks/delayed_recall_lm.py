"""A language model's far dependency: I grew up in France ... I speak fluent French."""

import math

import torch
from torch import Generator, Tensor

from rnnbench.components.tasks import IGNORED, Batch, Split
from rnnbench.components.tasks._classes import SymbolTask

COUNTRIES = ("France", "Spain", "Italy", "Greece", "Poland", "Sweden", "Russia", "Japan")
LANGUAGES = (
    "French", "Spanish", "Italian", "Greek", "Polish", "Swedish", "Russian", "Japanese",
)  # fmt: skip
FILLERS = ("we", "walked", "home", "and", "ate", "by", "the", "sea")
OPENING = ("I", "grew", "up", "in")
CLOSING = ("I", "speak", "fluent")
WORDS = (*COUNTRIES, *LANGUAGES, *FILLERS, *OPENING, *CLOSING[1:])
COUNTRY, LANGUAGE, FILLER = (WORDS.index(w[0]) for w in (COUNTRIES, LANGUAGES, FILLERS))


class DelayedRecallLM(SymbolTask):
    """Delayed recall: a language model whose last word depends on a word from long before.

    The text is "I grew up in France", ``length`` words drawn uniformly from eight, "I speak
    fluent French". The network predicts the next word at every step. All predictions count, as in
    any language model, except the second "I", which would require counting.

    The country and each word in between are unpredictable (ln 8 nats each); divided by the number
    of predictions, they are the loss of a perfect network. The baseline adds another ln 8 for
    guessing the language. Once everything else is learned, the score measures the last word
    alone.

    Source: the lectures' example.

    Example (length 2; . not asked):
        input   I    grew up in     France and  sea I     speak  fluent
        answer  grew up   in France and    sea  .   speak fluent French
    """

    readout = "every"
    long_range = True
    predicts_input = True

    @property
    def inputs(self) -> int:
        return len(WORDS)

    @property
    def outputs(self) -> int:
        return len(WORDS)

    @property
    def steps(self) -> int:
        return len(OPENING) + 1 + self.length + len(CLOSING)

    @property
    def _told(self) -> int:
        """Step of the country."""
        return len(OPENING)

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        country = torch.randint(len(COUNTRIES), (1, batch), generator=generator)
        fillers = torch.randint(len(FILLERS), (self.length, batch), generator=generator)
        words = torch.cat(
            [
                _fixed(OPENING, batch),
                COUNTRY + country,
                FILLER + fillers,
                _fixed(CLOSING, batch),
                LANGUAGE + country,
            ]
        )
        inputs, targets = words[:-1], words[1:].clone()
        targets[self._told + self.length] = IGNORED
        return Batch(inputs, targets)

    def solve(self, batch: Batch) -> Tensor:
        told = self._told
        language = LANGUAGE + batch.inputs[told] - COUNTRY
        outputs = self.certain(torch.cat([batch.inputs[1:], language[None]]))
        outputs[told - 1 : told + self.length] = 0.0
        outputs[told - 1, :, COUNTRY : COUNTRY + len(COUNTRIES)] = 100.0
        outputs[told : told + self.length, :, FILLER : FILLER + len(FILLERS)] = 100.0
        return outputs

    @property
    def baseline(self) -> float:
        return self.solved + math.log(len(LANGUAGES)) / (self.steps - 1)

    @property
    def solved(self) -> float:
        chance = math.log(len(COUNTRIES)) + self.length * math.log(len(FILLERS))
        return chance / (self.steps - 1)


def _fixed(words: tuple[str, ...], batch: int) -> Tensor:
    """The same words in every example, (T, B)."""
    return torch.tensor([WORDS.index(word) for word in words])[:, None].expand(-1, batch)
