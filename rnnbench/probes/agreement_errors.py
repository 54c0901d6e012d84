"""How often the verb's number is wrong, by how many nouns of the other number come between."""

from collections.abc import Iterator

import torch
from pydantic import Field, PositiveInt
from torch import Tensor

from rnnbench.probes import Probe, Reading
from rnnbench.probes._training import Net
from rnnbench.seeding import generator
from rnnbench.tasks import Batch
from rnnbench.tasks.agreement import NOUN, NUMBERS, PHRASE, SINGULAR, Agreement

CELLS = ("vanilla", "lstm", "gru")
BOTH, ONE = "both rules fit", "one rule fits"
"""What training sentences say: that the verb agrees with its subject or with the nearest noun,
which they never tell apart; or that it agrees with its subject."""


class AgreementErrors(Probe):
    """Errors on the verb's number after 0, 1, 2, ... nouns of the other number than the subject's.

    Nets learn the task agreement from batches of sentences with 0, 1, 2, ... nouns between subject
    and verb in turns. In arms where ``both rules fit`` these nouns all have the subject's number,
    so that the subject and the nearest noun are equally good guides to the verb's; where ``one rule
    fits`` each is of either number, as in the task. Nets are tested on sentences in which all of
    these nouns have the number that the subject does not have. All cells see the same sentences.

    Source: after Linzen, Dupoux, Goldberg, TACL 4 (2016), arXiv:1611.01368, who count such nouns,
    attractors, in sentences of Wikipedia.
    """

    quantities = {"error": "share of sentences in which the verb's number is wrong"}
    axes = {"error": "nouns of the other number between subject and verb"}
    components = {
        "cells": CELLS,
        "norms": ("none",),
        "inits": ("default",),
        "clips": ("norm",),
        "tasks": ("agreement",),
    }

    seeds: PositiveInt = 10
    hidden: PositiveInt = 24
    attractors: int = Field(default=3, ge=1)
    batch: PositiveInt = 32
    updates: PositiveInt = 400
    examples: PositiveInt = 512

    def measure(self, seed: int) -> Iterator[Reading]:
        """One net of each arm."""
        tasks = [
            Agreement(length=PHRASE * self.attractors, attractors=count)
            for count in range(self.attractors + 1)
        ]
        shown = [self._opposed(task, seed) for task in tasks]
        for cell in CELLS:
            for rules in (BOTH, ONE):
                net = Net(cell, "none", tasks[0], self.hidden, self.batch, seed, torch.float32)
                for number in range(self.updates):
                    task = tasks[number % len(tasks)]
                    draw = generator("probe", "agreement_errors", seed, number)
                    batch = task.sample(draw, self.batch)
                    if rules == BOTH:
                        batch = Batch(numbered(batch.inputs, same=True), batch.targets)
                    net.population.update(Batch.stacked([batch]))
                for count, sentences in enumerate(shown):
                    _, right = net.population.evaluate([sentences])
                    yield Reading("error", f"{cell}, {rules}", 1 - float(right), count)

    def _opposed(self, task: Agreement, seed: int) -> Batch:
        draw = generator("probe", "agreement_errors", seed, "shown", task.attractors)
        batch = task.sample(draw, self.examples)
        return Batch(numbered(batch.inputs, same=False), batch.targets)


def numbered(sentences: Tensor, *, same: bool) -> Tensor:
    """Sentences (T, B) with all nouns after the subject in its number, or all in the other.

    The subject is the second word.
    """
    each = len(SINGULAR)
    nouns = (sentences >= NOUN) & (sentences < NOUN + NUMBERS * each)
    subject = (sentences[1] - NOUN) // each  # (B,)
    number = subject if same else 1 - subject
    changed = torch.where(nouns, NOUN + number * each + (sentences - NOUN) % each, sentences)
    return torch.cat([sentences[:2], changed[2:]])
