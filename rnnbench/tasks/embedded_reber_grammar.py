"""The embedded Reber grammar."""

import math
from functools import cache

import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.tasks import IGNORED, Batch, Split
from rnnbench.tasks._chains import Chain
from rnnbench.tasks._classes import SymbolTask

SYMBOLS = "BTSXPVE"
BEGIN, END = SYMBOLS.index("B"), SYMBOLS.index("E")
BRANCHES = torch.tensor([SYMBOLS.index("T"), SYMBOLS.index("P")])
ARROWS = (
    (("T", 1), ("P", 2)),
    (("S", 1), ("X", 3)),
    (("T", 2), ("V", 4)),
    (("X", 2), ("S", 5)),
    (("P", 3), ("V", 5)),
    (("E", 6), ("E", 6)),
    (("B", 6), ("B", 6)),
)
"""The Reber grammar after its B: for each state, the two symbols that may follow, each leading to
a state. State 6 is the end; what it writes is padding."""
ENDED = 6
SHORTEST = 5
"""Symbols of the shortest Reber string, such as BTXSE."""


class EmbeddedReberGrammar(SymbolTask):
    """The embedded Reber grammar: the second-to-last symbol of a string is its second one.

    A string is B, T or P, a whole string of the Reber grammar, the same T or P again, and E. The
    net reads it symbol by symbol, and its answer is the next one. Only the second-to-last symbol
    counts: it alone depends on what came long before. The others are matters of the grammar, which
    a short memory gets right, and of chance; they would drown the one that matters. Who knows the
    grammar but not the second symbol guesses between T and P: a cross-entropy of ln 2.

    Strings differ in length. The inner one has from half of ``length`` to ``length`` symbols, each
    number equally likely; among strings of one length, each is as likely as fair choices at every
    branch make it. (Without such a condition, half of the inner strings have 7 symbols or fewer.)

    Source: Hochreiter & Schmidhuber, Neural Computation 9 (1997), experiment 1, where all symbols
    count and lengths are left to chance.

    Example (length 5; . not asked):
        input   B T B P V V E T
        answer  . . . . . . T .
    """

    readout = "every"
    long_range = True
    predicts_input = True

    length: int = Field(ge=SHORTEST, description="number of symbols of the longest inner string")

    @property
    def inputs(self) -> int:
        return len(SYMBOLS)

    @property
    def outputs(self) -> int:
        return len(SYMBOLS)

    @property
    def steps(self) -> int:
        return self.length + 3

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        branch = BRANCHES[torch.randint(2, (1, batch), generator=generator)]
        shortest = max(SHORTEST, (self.length + 1) // 2)
        chain, written = _inner(shortest, self.length)
        arrows, states = chain.walk(generator, batch)
        before = torch.cat([torch.zeros_like(states[:1]), states[:-1]])
        begin = torch.full((1, batch), BEGIN)
        inputs = torch.cat([begin, branch, begin, written[before, arrows], begin])
        inner = 2 + (before != ENDED).sum(0, keepdim=True)  # (1, B): the step of its E
        inputs.scatter_(0, inner + 1, branch)
        targets = torch.full_like(inputs, IGNORED).scatter_(0, inner, branch)
        return Batch(inputs, targets, lengths=inner[0] + 2)

    def solve(self, batch: Batch) -> Tensor:
        return self.certain(batch.inputs[1:2].expand_as(batch.inputs))

    @property
    def baseline(self) -> float:
        return math.log(len(BRANCHES))


@cache
def _inner(shortest: int, longest: int) -> tuple[Chain, Tensor]:
    """Reber strings after their B, of so many symbols with it, and (S, K): what its arrows write.

    The condition on the length turns fair choices into choices that depend on the step: each arrow
    counts as much as the strings of admitted lengths that it leads to (Doob's h-transform).
    """
    successors = torch.tensor([[state for _, state in arrows] for arrows in ARROWS])
    written = torch.tensor([[SYMBOLS.index(s) for s, _ in arrows] for arrows in ARROWS])
    ends = torch.zeros(longest, len(ARROWS), dtype=torch.float64)  # after so many steps
    ends[0, ENDED] = 1.0
    for steps in range(1, longest):
        ends[steps] = ends[steps - 1, successors].mean(1)
        ends[steps, ENDED] = 0.0
    wanted = torch.arange(shortest, longest + 1) - 1  # steps to write
    weights = torch.zeros(longest, dtype=torch.float64)
    weights[wanted] = 1 / ends[wanted, 0]
    # Weight of all that may follow a state that is reached after t steps.
    follows = torch.stack([weights[t:] @ ends[: longest - t] for t in range(longest)])
    ways = follows[1:][:, successors]  # (T, S, 2)
    total = ways.sum(-1, keepdim=True)
    return Chain(torch.where(total > 0, ways / total, 0.5), successors), written
