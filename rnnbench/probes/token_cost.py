"""What a language model of characters costs, and what it leaves unknown, beside one of words."""

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
    """A model of one kind, and what its tokens are like.

    Attributes:
        net: the net.
        characters: of text, that one batch covers.
    """

    net: Net
    characters: float

    def update(self) -> Callable[[], object]:
        """One update on the batch."""
        return partial(self.net.population.update, self.net.data("timed"))

    def flops(self) -> float:
        """Floating-point operations of one update for each character of text."""
        task = self.net.task
        update = self.net.network.flops(self.net.batch, task.steps, task.answers)
        return update / self.characters


class TokenCost(Probe):
    """Cost of training on a character of text, and unknown tokens, by characters and by words.

    Two LSTMs with as many units, and embeddings as long, are trained on batches that cover equally
    much text; one reads and predicts its characters, the other its words. The vocabularies are all
    that the training part has. Each seed looks at another stretch of the held-out parts of the
    text: how many characters a word has there, and how many tokens the vocabularies lack. Updates
    are timed in single precision, in the engine's eager back end, and take turns.
    """

    quantities = {
        "log_time": "log time of training on a character of text (log s)",
        "log_flops": "log operations of training on a character of text",
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
        """A stretch of held-out text that begins anywhere."""
        parts = self.read("english_reference", Text).parts
        held_out = parts["valid"] + parts["test"]
        draw = generator("probe", "token_cost", seed)
        places = max(1, len(held_out) - self.stretch)
        begin = int(torch.randint(places, (), generator=draw))
        return held_out[begin : begin + self.stretch]

    def _side(self, kind: str, each: float, hidden: int, seed: int) -> _Side:
        """A model whose tokens have so many characters each."""
        length = max(1, round(self.characters / each))
        task = KINDS[kind](length=length)
        net = Net("lstm", "none", task, hidden, self.batch, seed, torch.float32, embedding=hidden)
        return _Side(net, self.batch * length * each)
