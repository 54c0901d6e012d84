"""What an LSTM that has learned to match braces does with its memory between them."""

from collections.abc import Iterator

import torch
from pydantic import PositiveInt
from torch import Tensor

from rnnbench.measures.traces import trace
from rnnbench.network import of_layer
from rnnbench.probes import Probe, Reading
from rnnbench.probes._training import Net
from rnnbench.seeding import generator
from rnnbench.tasks.bracket_matching import BEGIN, CLOSE, END, OPEN, BracketMatching

LONGEST = 12
"""Steps since the brace was opened or closed, up to which something is told."""


class BraceTrace(Probe):
    """The memory of the unit that tells best whether a brace is open, and its forget gate.

    After training on bracket matching with braces one deep. The unit is the one whose memory c(t)
    has the largest absolute correlation with the answer over all steps of further examples; its
    memory is shown with the sign of that correlation. Each number is the mean over all steps of its
    kind: ``inside`` a brace, in a ``comment`` there (braces in it aside), at a ``brace in a
    comment`` there, and ``outside`` of all braces; by the steps since the brace was opened, or,
    outside, since the last one was closed. Kinds that do not occur at some distance are left out.
    """

    quantities = {
        "memory": "memory of the unit that follows the brace (standard deviations)",
        "forget_gate": "forget gate of the unit that follows the brace",
        "correlation": "|correlation| of that unit's memory with the answer",
    }
    axes = {
        "memory": "steps since the brace was opened or closed",
        "forget_gate": "steps since the brace was opened or closed",
    }
    components = {
        "cells": ("lstm",),
        "norms": ("none",),
        "inits": ("default",),
        "clips": ("norm",),
        "tasks": ("bracket_matching",),
    }

    seeds: PositiveInt = 3
    hidden: PositiveInt = 16
    length: PositiveInt = 30
    batch: PositiveInt = 32
    updates: PositiveInt = 400
    examples: PositiveInt = 256

    def measure(self, seed: int) -> Iterator[Reading]:
        """One net."""
        task = BracketMatching(length=self.length, depth=1)
        net = Net("lstm", "none", task, self.hidden, self.batch, seed)
        net.train(0, self.updates)
        shown = task.sample(generator("probe", "brace_trace", seed), self.examples)

        (layer,) = net.network.layers().values()
        weights = layer.assembled(of_layer(net.population.weights(), "", layer))
        found = trace(layer, {name: weight[0] for name, weight in weights.items()}, shown.inputs)
        memory, unit, correlation = _follower(found.states["c"], shown.targets)
        gate = torch.sigmoid(found.sums["f"][..., unit])
        yield Reading("correlation", "best unit", correlation)

        since = _since_change(shown.targets)
        for arm, here in _kinds(shown.inputs, shown.targets).items():
            for steps in range(LONGEST + 1):
                which = here & (since == steps)
                if which.any():
                    yield Reading("memory", arm, float(memory[which].mean()), steps)
                    yield Reading("forget_gate", arm, float(gate[which].mean()), steps)


def _follower(memories: Tensor, answers: Tensor) -> tuple[Tensor, int, float]:
    """The memory, standardised, (T, B), that follows the answers best; its unit; how well.

    Args:
        memories: (T, B, H).
        answers: (T, B).
    """
    scale = memories.std((0, 1))
    standard = (memories - memories.mean((0, 1))) / scale
    wanted = answers.to(memories)
    wanted = (wanted - wanted.mean()) / wanted.std()
    correlations = (standard * wanted.unsqueeze(-1)).mean((0, 1))
    unit = int(correlations.abs().argmax())
    return standard[..., unit] * correlations[unit].sign(), unit, float(correlations[unit].abs())


def _since_change(answers: Tensor) -> Tensor:
    """Steps since the answer last changed, or since the begin, (T, B)."""
    steps = torch.arange(len(answers)).unsqueeze(1).expand_as(answers)
    changed = answers.diff(dim=0, prepend=torch.zeros_like(answers[:1])) != 0
    return steps - torch.where(changed, steps, 0).cummax(0).values


def _kinds(symbols: Tensor, answers: Tensor) -> dict[str, Tensor]:
    """Which steps are of which kind, each (T, B)."""
    marks = torch.where(symbols == BEGIN, 1, 0) - torch.where(symbols == END, 1, 0)
    comment, brace = marks.cumsum(0) > 0, (symbols == OPEN) | (symbols == CLOSE)
    opened = answers > 0
    return {
        "inside": opened & ~comment,
        "comment": opened & comment & ~brace,
        "brace in a comment": opened & comment & brace,
        "outside": ~opened,
    }
