"""How varied, and how likely, the text is that a trained language model writes."""

from collections.abc import Iterator, Sequence

import torch
from pydantic import Field, PositiveInt

from rnnbench.components.tasks._language import ngram_losses
from rnnbench.components.tasks.char_lm import CharLM
from rnnbench.engine.generation import Drawing, write
from rnnbench.probes import Probe, Reading
from rnnbench.probes._training import Net
from rnnbench.seeding import generator

DRAWINGS = {"sampled": Drawing(), "argmax": Drawing(temperature=0)}


class TextVariety(Probe):
    """Variety of text that is drawn from the softmax, and of text of the likeliest characters.

    An LSTM learns to predict the characters of the built-in corpus. Then it goes on with some
    places of the validation part, whose first characters are the prompts: once by drawing from its
    softmax, once by taking the likeliest character each time. Variety is the share of distinct
    n-grams among all n-grams of a text (distinct-n: Li et al., NAACL 2016, arXiv:1510.03055, there
    of words), on average over texts. What is written is also measured by a bigram model that is
    counted on the test part, which the net has not seen. Arm ``text`` is how the text itself goes
    on at these places.
    """

    quantities = {
        "distinct": "share of distinct n-grams of characters",
        "bigram_loss": "cross-entropy of a held-out bigram model (nats a character)",
        "off": "relative difference of that to real text's, absolute",
    }
    components = {
        "cells": ("lstm",),
        "norms": ("none",),
        "inits": ("default",),
        "clips": ("norm",),
        "tasks": ("char_lm",),
        "corpora": ("english_reference",),
    }

    seeds: PositiveInt = 5
    hidden: PositiveInt = 64
    length: PositiveInt = 40
    batch: PositiveInt = 32
    updates: PositiveInt = 800
    texts: PositiveInt = 32
    prompt: PositiveInt = 20
    written: PositiveInt = 200
    ngram: int = Field(default=4, ge=2)

    def measure(self, seed: int) -> Iterator[Reading]:
        """One net."""
        task = CharLM(length=self.length)
        net = Net("lstm", "none", task, self.hidden, self.batch, seed, torch.float32)
        net.train(0, self.updates)
        weights = {name: weight[0] for name, weight in net.population.weights().items()}
        draw = generator("probe", "text_variety", seed)
        places = CharLM(length=self.prompt + self.written).sample(draw, self.texts, "valid")
        prompt, text = places.inputs[: self.prompt], places.inputs[self.prompt :]
        found = {
            name: write(net.network, weights, prompt, self.written, drawing, draw)
            for name, drawing in DRAWINGS.items()
        }
        found["text"] = text
        held_out = task.symbols("test").numpy()
        losses = {
            name: ngram_losses(held_out, one.T.flatten().numpy(), task.outputs)[1]
            for name, one in found.items()
        }
        for name, one in found.items():
            yield Reading("distinct", name, distinct(one.T.tolist(), self.ngram))
            yield Reading("bigram_loss", name, losses[name])
        for name in DRAWINGS:
            yield Reading("off", name, abs(losses[name] / losses["text"] - 1))


def distinct(texts: Sequence[Sequence[int]], n: int) -> float:
    """Share of distinct n-grams among all of a text, at least one, on average over texts."""
    shares = []
    for text in texts:
        ngrams = [tuple(text[i : i + n]) for i in range(len(text) - n + 1)]
        shares.append(len(set(ngrams)) / len(ngrams))
    return sum(shares) / len(shares)
