"""Memory cell and forget gate of an LSTM that has learned to match braces."""

from collections.abc import Iterator

import torch
from pydantic import PositiveInt
from torch import Tensor

from rnnbench.components.tasks.bracket_matching import (
    BEGIN,
    CLOSE,
    END,
    OPEN,
    SYMBOLS,
    BracketMatching,
)
from rnnbench.engine.network import of_layer
from rnnbench.probes import Probe, Reading
from rnnbench.probes._training import Net
from rnnbench.probes.measures.traces import trace
from rnnbench.seeding import generator

PROGRAM = "x x x { x x x x /* x } x { x } x */ x x x x } x x x x"
"""Test program: a brace, a comment inside with braces to be ignored, and the closing brace."""


class BraceTrace(Probe):
    """Memory cell and forget gate of the unit that best indicates an open brace.

    Nets train on bracket matching with braces one deep; the trace runs step by step through one
    fixed program. The unit is the one whose memory c(t) has the largest absolute correlation with
    the answer over all steps of random examples. Its memory is shown in standard deviations of
    those examples, with the sign of that correlation. Arms are kinds of steps: ``inside`` the
    brace, in a ``comment`` there (except its braces), at a ``brace in a comment``, and ``outside``.
    """

    quantities = {
        "memory": "memory cell of the unit that tracks the brace (standard deviations)",
        "forget_gate": "forget gate of the unit that tracks the brace",
        "correlation": "|correlation| of that unit's memory cell with the answer",
    }
    axes = {
        "memory": "steps since the brace was opened",
        "forget_gate": "steps since the brace was opened",
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
        stacked = layer.assembled(of_layer(net.population.weights(), "", layer))
        weights = {name: weight[0] for name, weight in stacked.items()}
        memories = trace(layer, weights, shown.inputs).states["c"]
        correlations = _correlations(memories, shown.targets)
        unit = int(correlations.abs().argmax())
        yield Reading("correlation", "best unit", float(correlations[unit].abs()))

        program = torch.tensor([[SYMBOLS.index(symbol)] for symbol in PROGRAM.split()])
        found = trace(layer, weights, program)
        one = memories[..., unit]
        memory = (found.states["c"][..., unit] - one.mean()) / one.std() * correlations[unit].sign()
        gate = torch.sigmoid(found.sums["f"][..., unit])
        for t, kind in enumerate(KINDS):
            yield Reading("memory", kind, float(memory[t]), t - KINDS.index("inside"))
            yield Reading("forget_gate", kind, float(gate[t]), t - KINDS.index("inside"))


def _correlations(memories: Tensor, answers: Tensor) -> Tensor:
    """Correlations of units' memories (T, B, H) with the answers (T, B), over all steps: (H,)."""
    together = torch.cat([memories.flatten(0, 1), answers.flatten().to(memories)[:, None]], dim=1)
    return torch.corrcoef(together.T)[-1, :-1]


def kinds(program: str) -> list[str]:
    """The kind of each symbol of a program with braces one deep."""
    found, opened, comment = [], False, False
    for symbol in (SYMBOLS.index(name) for name in program.split()):
        brace = symbol in (OPEN, CLOSE)
        comment = (comment or symbol == BEGIN) and symbol != END
        opened = opened if comment or not brace else symbol == OPEN
        within = ("brace in a comment" if brace else "comment") if comment else "inside"
        found.append(within if opened else "outside")
    return found


KINDS = kinds(PROGRAM)
