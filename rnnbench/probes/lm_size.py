"""Size of a language model, by the context that it covers."""

import math
from collections.abc import Iterator

import torch
from pydantic import PositiveInt

from rnnbench.components.corpora import Text
from rnnbench.components.tasks.char_lm import CharLM
from rnnbench.engine.network import Network
from rnnbench.probes import Probe, Reading
from rnnbench.seeding import generator

CELLS = ("vanilla", "lstm", "gru")
CONTEXTS = (1, 2, 3, 4, 5)
MOST_SYMBOLS, MOST_UNITS = 50, 200


class LMSize(Probe):
    """Number of parameters of a model of the next character, for contexts of 1 to 5 characters.

    - rnn: the weights of a recurrent net with 1 to 200 units and an alphabet of 2 to 50 characters;
    - own weights: those of the same net with unshared weights, a set for each step;
    - n-gram table: one number for each context and each next character;
    - n-grams seen: only those that occur in a piece of English text.

    A seed draws the cell, the sizes and the piece of text.
    """

    quantities = {
        "growth": "relative growth of the model with one further character of context",
        "log_size": "log number of parameters",
    }
    axes = {"growth": "context (characters)", "log_size": "context (characters)"}
    components = {
        "cells": CELLS,
        "norms": ("none",),
        "tasks": ("char_lm",),
        "corpora": ("english_reference",),
    }

    characters: PositiveInt = 50_000

    def measure(self, seed: int) -> Iterator[Reading]:
        """All models at all contexts, and their growth from one context to the next."""
        draw = generator("probe", "lm_size", seed)
        cell = CELLS[int(torch.randint(len(CELLS), (), generator=draw))]
        symbols = int(torch.randint(2, MOST_SYMBOLS + 1, (), generator=draw))
        hidden = int(torch.randint(1, MOST_UNITS + 1, (), generator=draw))
        text = self.read("english_reference", Text).parts["train"]
        begin = int(torch.randint(max(1, len(text) - self.characters), (), generator=draw))
        piece = text[begin : begin + self.characters]

        def net(context: int, shared: bool) -> int:
            task = CharLM(length=context, vocabulary=symbols)
            return Network.of(cell, "none", task, hidden, shared_weights=shared).parameters()

        contexts = (*CONTEXTS, CONTEXTS[-1] + 1)
        sizes = {
            "rnn": [net(n, shared=True) for n in contexts],
            "own weights": [net(n, shared=False) for n in contexts],
            "n-gram table": [symbols ** (n + 1) for n in contexts],
            "n-grams seen": [_different(piece, n + 1) for n in contexts],
        }
        for arm, numbers in sizes.items():
            for context, size, larger in zip(CONTEXTS, numbers, numbers[1:], strict=False):
                yield Reading("growth", arm, larger / size - 1, context)
                yield Reading("log_size", arm, math.log(size), context)


def _different(text: str, length: int) -> int:
    """Number of distinct strings of a length in a text."""
    return len({text[i : i + length] for i in range(len(text) - length + 1)})
