"""Errors of language models of real text on the verb's number in real sentences."""

from collections.abc import Iterator
from typing import Annotated

import torch
from pydantic import PositiveInt
from torch import Tensor

from rnnbench.components.corpora import Text, VerbChoice, VerbChoices, holding
from rnnbench.components.tasks.word_lm import WordLM
from rnnbench.engine.nets import Nets
from rnnbench.probes import Probe, Reading
from rnnbench.probes._training import Net

CELLS = ("vanilla", "lstm")
AT_ONCE = 128
"""Batch size for reading sentences."""


class NaturalAgreement(Probe):
    """Errors of word models on the verb's number in real sentences, by number of attractors.

    A net learns to predict the words of a text. Then it reads real sentences up to the verb,
    starting from a zero state and an end of sentence. It errs where the wrong form of the verb is
    more likely than the right one. Sentences are included only if the vocabulary has all words up
    to the verb and both forms of the verb. Singular and plural subjects have equal weight, so a
    model that only knows how frequent the forms are has the same error rate for any number of
    attractors.

    Source: Linzen, Dupoux, Goldberg, TACL 4 (2016), arXiv:1611.01368.
    """

    quantities = {"error": "share of sentences in which the wrong verb number is more likely"}
    axes = {"error": "attractors (nouns of the other number between subject and verb)"}
    components = {
        "cells": CELLS,
        "norms": ("none",),
        "inits": ("default",),
        "clips": ("norm",),
        "tasks": ("word_lm",),
    }

    seeds: PositiveInt = 3
    corpus: Annotated[str, holding(Text)] = "penn_treebank"
    sentences: Annotated[str, holding(VerbChoices)] = "linzen_agreement"
    hidden: PositiveInt = 64
    length: PositiveInt = 20
    batch: PositiveInt = 16
    updates: PositiveInt = 800

    def corpora(self) -> tuple[str, ...]:
        """The training text and the test sentences."""
        return self.corpus, self.sentences

    def measure(self, seed: int) -> Iterator[Reading]:
        """One net of each cell."""
        task = self.task(WordLM, length=self.length, corpus=self.corpus)
        by_attractors = self._covered(task)
        for cell in CELLS:
            net = Net(
                cell,
                "none",
                task,
                self.hidden,
                self.batch,
                seed,
                torch.float32,
                embedding=self.hidden,
            )
            net.train(0, self.updates)
            for attractors, (singular, plural) in sorted(by_attractors.items()):
                errors = _error(net, task, singular), _error(net, task, plural)
                yield Reading("error", cell, sum(errors) / 2, attractors)

    def _covered(self, task: WordLM) -> dict[int, tuple[list[VerbChoice], list[VerbChoice]]]:
        """Sentences that the task's vocabulary covers, by number of attractors.

        Each entry holds those with a singular and those with a plural subject; entries without both
        are left out.
        """
        found: dict[int, tuple[list[VerbChoice], list[VerbChoice]]] = {}
        for choice in self.read(self.sentences, VerbChoices).choices:
            words = task.encode(" ".join([*choice.before, choice.right, choice.wrong]))
            if task.unknown not in words:
                found.setdefault(choice.attractors, ([], []))[not choice.singular].append(choice)
        return {attractors: both for attractors, both in found.items() if all(both)}


def _error(net: Net, task: WordLM, choices: list[VerbChoice]) -> float:
    """Share of choices in which the wrong form is at least as likely as the right one."""
    wrong = [
        bool(likelier)
        for start in range(0, len(choices), AT_ONCE)
        for likelier in _wrong(net, task, choices[start : start + AT_ONCE])
    ]
    return sum(wrong) / len(wrong)


@torch.no_grad()
def _wrong(net: Net, task: WordLM, choices: list[VerbChoice]) -> Tensor:
    """Whether the wrong form is at least as likely as the right one, (B,)."""
    read = [task.encode("\n" + " ".join(choice.before)) for choice in choices]
    lengths = torch.tensor([len(words) for words in read])
    inputs = torch.nn.utils.rnn.pad_sequence(read)  # (T, B)
    weights = net.population.weights()
    nets = Nets(net.network, 1, len(choices), weights["V"], "eager")
    logits = nets(weights, inputs[None], "last", lengths=lengths[None])[0, 0]  # (B, O)
    forms = [task.encode(f"{choice.right} {choice.wrong}") for choice in choices]
    right, wrong = logits.gather(1, torch.stack(forms)).unbind(1)
    return wrong >= right
