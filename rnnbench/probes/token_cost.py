"""Cost and unknown tokens of a character-level and a word-level language model."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import torch
from pydantic import PositiveInt

from rnnbench.components.corpora import Text
from rnnbench.components.tasks._language import LanguageTask
from rnnbench.components.tasks.char_lm import CharLM
from rnnbench.components.tasks.word_lm import WordLM
from rnnbench.probes import Probe, Reading
from rnnbench.probes._training import Net
from rnnbench.probes.measures.timing import in_turns
from rnnbench.seeding import generator

KINDS: dict[str, type[LanguageTask]] = {"characters": CharLM, "words": WordLM}


@dataclass(frozen=True)
class _Side:
    """A model of one kind and its coverage of text.

    Attributes:
        net: the net.
        characters: number of characters of text in one batch.
    """

    net: Net
    characters: float

    def update(self) -> Callable[[], object]:
        """One update on the batch."""
        return partial(self.net.population.update, self.net.data("timed"))

    def flops(self) -> float:
        """Floating-point operations of one update per character of text."""
        task = self.net.task
        update = self.net.network.flops(self.net.batch, task.steps, task.answers)
        return update / self.characters


class TokenCost(Probe):
    """Training cost per character of text, and unknown tokens, for characters and words.

    Two LSTMs with equal numbers of units and equal embedding sizes train on batches that cover
    equally much text; one reads and predicts characters, the other words. The vocabularies hold all
    tokens of the training part. Each seed takes another stretch of the held-out parts, and measures
    there the characters per word and the tokens missing from the vocabularies. Updates are timed in
    single precision, in the engine's eager back end, and take turns.
    """

    quantities = {
        "log_time": "log training time per character of text (log s)",
        "log_flops": "log operations of training per character of text",
        "unknown": "share of unknown tokens in held-out text",
    }
    axes = {"log_time": "hidden units", "log_flops": "hidden units"}
    components = {
        "cells": ("lstm",),
        "norms": ("none",),
        "inits": ("default",),
        "clips": ("norm",),
        "tasks": ("char_lm", "word_lm"),
        "corpora": ("english_reference",),
    }
    alone = True

    seeds: PositiveInt = 10
    hidden: tuple[PositiveInt, ...] = (32, 128, 512)
    batch: PositiveInt = 8
    characters: PositiveInt = 120
    stretch: PositiveInt = 5000
    rounds: PositiveInt = 3

    def measure(self, seed: int) -> Iterator[Reading]:
        """One run, in which both models take turns at each size."""
        stretch = self._stretch(seed)
        each = {name: len(stretch) / len(kind.tokens(stretch)) for name, kind in KINDS.items()}
        for name, kind in KINDS.items():
            task = kind(length=1)
            symbols = task.encode(stretch)
            unknown = (symbols == task.unknown).double().mean()
            yield Reading("unknown", name, float(unknown))
        for hidden in self.hidden:
            sides = {name: self._side(name, each[name], hidden, seed) for name in KINDS}
            work = {name: side.update() for name, side in sides.items()}
            for name, seconds in in_turns(work, self.rounds).items():
                side = sides[name]
                yield Reading("log_time", name, math.log(seconds / side.characters), hidden)
                yield Reading("log_flops", name, math.log(side.flops()), hidden)

    def _stretch(self, seed: int) -> str:
        """A random stretch of held-out text."""
        parts = self.read("english_reference", Text).parts
        held_out = parts["valid"] + parts["test"]
        draw = generator("probe", "token_cost", seed)
        places = max(1, len(held_out) - self.stretch)
        begin = int(torch.randint(places, (), generator=draw))
        return held_out[begin : begin + self.stretch]

    def _side(self, kind: str, each: float, hidden: int, seed: int) -> _Side:
        """A model for tokens with the given number of characters each."""
        length = max(1, round(self.characters / each))
        task = KINDS[kind](length=length)
        net = Net("lstm", "none", task, hidden, self.batch, seed, torch.float32, embedding=hidden)
        return _Side(net, self.batch * length * each)
