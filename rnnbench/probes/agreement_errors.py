"""Errors on the verb's number, by the number of attractors before it."""

from collections.abc import Iterator

import torch
from pydantic import Field, PositiveInt
from torch import Tensor

from rnnbench.components.tasks import Batch
from rnnbench.components.tasks.agreement import NUMBERS
from rnnbench.engine.nets import Nets
from rnnbench.probes import Probe, Reading
from rnnbench.probes._sentences import EACH, VERB, Numbers, Sentences
from rnnbench.probes._training import Net
from rnnbench.seeding import generator

CELLS = ("vanilla", "lstm", "gru")
RULES: dict[str, Numbers] = {"both rules fit": "same", "one rule fits": "any"}
"""Training sentences fit both agreement with the subject and with the nearest noun, or only
agreement with the subject."""


class AgreementErrors(Probe):
    """Errors on the verb's number after 0, 1, 2, ... attractors: nouns of the other number.

    Language models learn to predict the words of sentences with 0, 1, 2, ... nouns between subject
    and verb in turn, with and without a noun before the subject. No training signal marks the verb:
    it is one of the many words to predict. In arms where ``both rules fit``, all nouns of a
    sentence have the same number, so the subject and the nearest noun predict the verb's number
    equally well. Where ``one rule fits``, each noun is of either number, and only the subject
    predicts the verb's. In the test sentences, all nouns between subject and verb have the number
    that the subject does not have; a noun before the subject has either. A net errs if verbs of the
    wrong number are, together, at least as likely as verbs of the right number. All cells see the
    same sentences.

    Source: after Linzen, Dupoux, Goldberg, TACL 4 (2016), arXiv:1611.01368. They count attractors
    in sentences of Wikipedia, and find that language models follow attractors more than nets that
    are trained to predict the verb's number.
    """

    quantities = {"error": "share of sentences in which the wrong verb number is more likely"}
    axes = {"error": "attractors (nouns of the other number between subject and verb)"}
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
        shown = [self._sentences(count, "opposed") for count in range(self.attractors + 1)]
        for cell in CELLS:
            for rules, numbers in RULES.items():
                tasks = [
                    task
                    for count in range(self.attractors + 1)
                    for task in self._sentences(count, numbers)
                ]
                net = Net(cell, "none", tasks[-1], self.hidden, self.batch, seed, torch.float32)
                for update in range(self.updates):
                    draw = generator("probe", "agreement_errors", seed, update)
                    batch = tasks[update % len(tasks)].sample(draw, self.batch)
                    net.population.update(Batch.stacked([batch]))
                for count, both in enumerate(shown):
                    errors = [self._error(net, task, seed) for task in both]
                    yield Reading("error", f"{cell}, {rules}", sum(errors) / len(errors), count)

    def _sentences(self, attractors: int, numbers: Numbers) -> list[Sentences]:
        """Sentences without an opening and with one."""
        return [
            Sentences(length=1 + 3 * attractors, opening=o, attractors=attractors, numbers=numbers)
            for o in (False, True)
        ]

    @torch.no_grad()
    def _error(self, net: Net, task: Sentences, seed: int) -> float:
        draw = generator("probe", "agreement_errors", seed, "shown", task.attractors, task.opening)
        batch = task.sample(draw, self.examples)
        weights = net.population.weights()
        nets = Nets(net.network, 1, self.examples, weights["V"], "eager")
        logits = nets(weights, batch.inputs[None], "last")[0, 0]  # (B, O)
        return float(wrong(logits, batch.targets[-1]).double().mean())


def wrong(logits: Tensor, verbs: Tensor) -> Tensor:
    """Whether verbs of the wrong number are together at least as likely as those of the right one.

    Args:
        logits: (B, O).
        verbs: the true ones, (B,).
    """
    each = logits[:, VERB:].unflatten(1, (NUMBERS, EACH)).logsumexp(2)  # (B, 2)
    right = ((verbs - VERB) // EACH)[:, None]
    likelier: Tensor = each.gather(1, 1 - right) >= each.gather(1, right)
    return likelier[:, 0]
