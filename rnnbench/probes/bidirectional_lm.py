"""Loss on true text and of generated text, for a bidirectional and a forward language model."""

import math
from collections.abc import Iterator
from dataclasses import replace

import torch
from pydantic import PositiveInt
from torch import Generator, Tensor

from rnnbench.components.tasks import Batch, Split
from rnnbench.components.tasks._classes import SymbolTask
from rnnbench.engine.generation import Drawing, write
from rnnbench.engine.nets import Nets
from rnnbench.probes import Probe, Reading
from rnnbench.probes._training import Net
from rnnbench.seeding import generator

SYMBOLS = 8
ARMS = {"forward": False, "bidirectional": True}


class _Chain(SymbolTask):
    """A language with known perplexity: a Markov chain of symbols.

    After a symbol comes its successor in a permutation or, with probability 1/2, a uniformly random
    symbol. No model that predicts from the past alone has a lower loss than the chain's entropy.
    """

    readout = "every"
    long_range = False
    predicts_input = True

    seed: int

    @property
    def inputs(self) -> int:
        return SYMBOLS

    @property
    def outputs(self) -> int:
        return SYMBOLS

    @property
    def steps(self) -> int:
        return self.length

    @property
    def successors(self) -> Tensor:
        """The successor of each symbol, (A,)."""
        return torch.randperm(SYMBOLS, generator=generator("probe", "chain", self.seed))

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        text = torch.randint(SYMBOLS, (self.length + 1, batch), generator=generator)
        free = torch.randint(2, text.shape, generator=generator).bool()
        for before, now, other in zip(text, text[1:], free[1:], strict=False):
            now[~other] = self.successors[before][~other]
        return Batch(text[:-1], text[1:])

    def probabilities(self) -> Tensor:
        """Probability of each symbol after each, (A, A)."""
        likely = torch.nn.functional.one_hot(self.successors, SYMBOLS)
        return (likely + torch.full_like(likely, 1, dtype=torch.float64) / SYMBOLS) / 2

    def solve(self, batch: Batch) -> Tensor:
        return self.probabilities().log()[batch.inputs]

    @property
    def baseline(self) -> float:
        return math.log(SYMBOLS)

    @property
    def solved(self) -> float:
        """The entropy, in nats per symbol."""
        row = self.probabilities()[0]
        return -float((row * row.log()).sum())


class BidirectionalLM(Probe):
    """Loss on true text and loss of generated text, for a net in one or two directions.

    Two nets learn to predict a Markov chain of 8 symbols with known entropy; in one of them, half
    of the units read backwards. Then each net generates text: it draws a symbol from its prediction
    after the last symbol, with nothing yet to read backwards, and appends it to its input. The loss
    of this text is measured under the chain itself. All losses are relative to a random guess, ln
    8.
    """

    quantities = {
        "true_loss": "loss on true text, relative to a random guess",
        "own_loss": "loss of generated text under the source, relative to a random guess",
        "gap": "loss of generated text − loss on true text, relative to a random guess",
        "below": "entropy of the source − loss on true text, relative to a random guess",
        "leak": "largest |∂ prediction(t) / ∂ x(t+1)|",
        "unseen": "share of symbols x(t+1) on which the prediction at t does not depend",
    }
    components = {
        "cells": ("lstm",),
        "norms": ("none",),
        "inits": ("default",),
        "clips": ("norm",),
    }

    hidden: PositiveInt = 16
    steps: PositiveInt = 20
    batch: PositiveInt = 32
    updates: PositiveInt = 150
    texts: PositiveInt = 200

    def measure(self, seed: int) -> Iterator[Reading]:
        """Both nets on the same source and the same text."""
        source = _Chain(length=self.steps, seed=seed)
        for arm, backwards in ARMS.items():
            hidden = max(1, self.hidden // 2) if backwards else self.hidden
            net = Net("lstm", "none", source, hidden, self.batch, seed, bidirectional=backwards)
            net.train(0, self.updates)
            true, own = self._true_loss(net, source), self._own_loss(net, source)
            unit = source.baseline
            yield Reading("true_loss", arm, true / unit)
            yield Reading("own_loss", arm, own / unit)
            yield Reading("gap", arm, (own - true) / unit)
            yield Reading("below", arm, (source.solved - true) / unit)
            found = self._dependence(net, seed)
            yield Reading("leak", arm, float(found.max()))
            yield Reading("unseen", arm, float((found == 0).double().mean()))

    def _true_loss(self, net: Net, source: _Chain) -> float:
        draw = generator("probe", "bidirectional_lm", "true", source.seed)
        batch = source.sample(draw, self.texts)
        loss, _ = net.population.evaluate([batch])
        return float(loss)

    def _own_loss(self, net: Net, source: _Chain) -> float:
        """Loss of generated texts, each as long as a training sequence."""
        draw = generator("probe", "bidirectional_lm", "own", source.seed)
        weights = {name: weight[0] for name, weight in net.population.weights().items()}
        first = torch.randint(SYMBOLS, (1, self.texts), generator=draw)
        written = write(net.network, weights, first, self.steps, Drawing(), draw)
        text = torch.cat([first, written])
        return -float(source.probabilities().log()[text[:-1], text[1:]].mean())

    def _dependence(self, net: Net, seed: int) -> Tensor:
        """Largest derivative of any logit at t with respect to the symbol at t + 1, (T - 1, B)."""
        shown = torch.nn.functional.one_hot(net.data("leak").inputs, SYMBOLS).double()
        vectors = replace(net.network, symbolic=False)  # same sums, one-hot inputs
        weights, found = net.population.weights(), []
        nets = Nets(vectors, 1, self.batch, weights["V"], "eager")
        for t in range(self.steps - 1):
            inputs = shown.clone().requires_grad_()
            answer = nets(weights, inputs, "every")[0, t]  # (B, O)
            slopes = [
                torch.autograd.grad(logit.sum(), inputs, retain_graph=True)[0][0, t + 1]
                for logit in answer.unbind(-1)
            ]
            found.append(torch.stack(slopes).abs().amax((0, 2)))
        return torch.stack(found)
