"""Sentences with subject-verb agreement, for language models that probes train."""

import math
from typing import Literal

import torch
from torch import Generator, Tensor

from rnnbench.components.tasks import Batch, Split
from rnnbench.components.tasks._classes import SymbolTask
from rnnbench.components.tasks.agreement import NUMBERS, PLURAL, PREPOSITIONS, SINGULAR

VERBS = ("writes", "sails", "teaches", "sings", "write", "sail", "teach", "sing")
"""Singular, then plural."""
WORDS = ("the", *SINGULAR, *PLURAL, *PREPOSITIONS, *VERBS)
THE, NOUN, PREPOSITION, VERB = (
    WORDS.index(first) for first in ("the", SINGULAR[0], PREPOSITIONS[0], VERBS[0])
)
EACH = len(SINGULAR)
"""Number of nouns per grammatical number, of verbs per number, and of prepositions."""

Numbers = Literal["same", "any", "opposed"]


class Sentences(SymbolTask):
    """Sentences for a language model, "near the pilot the authors behind the sisters write".

    ``attractors`` prepositional phrases come between the subject and the verb, and one before the
    subject if there is an ``opening``. So the subject, with which the verb agrees, has no fixed
    position and is not always the first noun: it is the only noun without a preposition. The net
    reads word by word and predicts the next word. Each noun is singular or plural with equal
    probability. With ``same``, nouns of phrases all have the subject's number; with ``opposed``,
    those after the subject all have the other number.
    """

    readout = "every"
    long_range = True
    predicts_input = True

    opening: bool
    attractors: int
    numbers: Numbers

    @property
    def inputs(self) -> int:
        return len(WORDS)

    @property
    def outputs(self) -> int:
        return len(WORDS)

    @property
    def steps(self) -> int:
        return len(self._kinds) - 1

    @property
    def _kinds(self) -> list[int]:
        """The first vocabulary index of each word's kind."""
        phrase = [PREPOSITION, THE, NOUN]
        return [*phrase * self.opening, THE, NOUN, *phrase * self.attractors, VERB]

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        """Draw inputs (T, B) and the words that follow them; the last word is the verb."""
        nouns = self.opening + 1 + self.attractors
        number = torch.randint(NUMBERS, (nouns, batch), generator=generator)
        subject = number[int(self.opening)].clone()
        if self.numbers == "same":
            number[:] = subject
        elif self.numbers == "opposed":
            number[self.opening + 1 :] = 1 - subject
        left, words = iter(number), []
        for kind in self._kinds:
            one = kind + torch.randint(1 if kind == THE else EACH, (batch,), generator=generator)
            one += EACH * (next(left) if kind == NOUN else subject * (kind == VERB))
            words.append(one)
        text = torch.stack(words)
        return Batch(text[:-1], text[1:])

    def solve(self, batch: Batch) -> Tensor:
        answers = torch.zeros(*batch.inputs.shape, len(WORDS))
        for answer, kind in zip(answers, self._kinds[1:], strict=True):
            size = {THE: 1, PREPOSITION: EACH}.get(kind, NUMBERS * EACH)
            answer[:, kind : kind + size] = 100.0
        subject = batch.inputs[1 + 3 * self.opening] - NOUN >= EACH  # (B,)
        answers[-1, ~subject, VERB + EACH :] = 0.0
        answers[-1, subject, VERB : VERB + EACH] = 0.0
        return answers

    @property
    def baseline(self) -> float:
        return math.log(len(WORDS))
