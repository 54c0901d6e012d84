"""The embedded Reber grammar."""

import math
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.tasks import IGNORED, Batch, Split
from rnnbench.components.tasks._classes import SymbolTask

Symbols = NDArray[np.int64]

SYMBOLS = "BTSXPVE"
BEGIN = SYMBOLS.index("B")
BRANCHES = np.array([SYMBOLS.index("T"), SYMBOLS.index("P")])
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
SUCCESSORS = np.array([[state for _, state in arrows] for arrows in ARROWS])
WRITTEN = np.array([[SYMBOLS.index(symbol) for symbol, _ in arrows] for arrows in ARROWS])
ENDED = 6
SHORTEST = 5
"""Symbols of the shortest Reber string, such as BTXSE."""


class EmbeddedReberGrammar(SymbolTask):
    """The embedded Reber grammar: the second-to-last symbol of a string is its second one.

    A string is B, T or P, a string of the Reber grammar, the same T or P again, and E. The
    network reads it symbol by symbol and predicts the next one. Only the second-to-last symbol
    counts, because it alone depends on distant input. The others depend on short memory and
    chance, and would dominate the loss. Knowing the grammar but not the second symbol gives a
    guess between T and P: a cross-entropy of ln 2.

    The inner string has from half of ``length`` to ``length`` symbols, uniformly. Strings of one
    length have the relative probabilities of fair choices at every branch. (Unconditionally, most
    inner strings have 7 symbols or fewer.)

    Source: Hochreiter & Schmidhuber, Neural Computation 9 (1997), experiment 1, where all symbols
    count and lengths are not controlled.

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
        # NumPy calls cost less than PyTorch's: many small ones would add up to a net's update.
        branch = BRANCHES[torch.randint(2, (batch,), generator=generator).numpy()]
        chances = _chances(max(SHORTEST, (self.length + 1) // 2), self.length)
        drawn = torch.rand(len(chances), batch, generator=generator).numpy()
        examples = np.arange(batch)
        inputs = np.full((self.steps, batch), BEGIN)
        inputs[1] = branch
        states, inputs[3:-1] = _walks(chances, drawn)
        inner = 2 + (states != ENDED).sum(0)  # (B,): the step of its E
        inputs[inner + 1, examples] = branch
        targets = np.full_like(inputs, IGNORED)
        targets[inner, examples] = branch
        lengths = torch.from_numpy(inner + 2)
        return Batch(torch.from_numpy(inputs), torch.from_numpy(targets), lengths)

    def solve(self, batch: Batch) -> Tensor:
        return self.certain(batch.inputs[1:2].expand_as(batch.inputs))

    @property
    def baseline(self) -> float:
        return math.log(len(BRANCHES))


@cache
def _chances(shortest: int, longest: int) -> NDArray[np.float32]:
    """Chance of the first arrow at each step after the B of an inner string: (T, S).

    The condition on the length turns fair choices into choices that depend on the step: each arrow
    counts as much as the strings of admitted lengths that it leads to (Doob's h-transform).
    """
    ends = np.zeros((longest, len(ARROWS)))  # chance to end after exactly so many steps
    ends[0, ENDED] = 1.0
    for steps in range(1, longest):
        ends[steps] = ends[steps - 1, SUCCESSORS].mean(1)
        ends[steps, ENDED] = 0.0
    wanted = np.arange(shortest, longest + 1) - 1
    weights = np.zeros(longest)
    weights[wanted] = 1 / ends[wanted, 0]
    # Weight of all that may follow a state that is reached after t steps.
    follows = np.stack([weights[t:] @ ends[: longest - t] for t in range(1, longest)])
    ways = follows[:, SUCCESSORS]  # (T, S, 2)
    total = ways.sum(-1)
    chances: NDArray[np.float64] = np.ones_like(total)  # where no admitted string comes by
    np.divide(ways[..., 0], total, out=chances, where=total > 0)
    return chances.astype(np.float32)


def _walks(chances: NDArray[np.float32], drawn: NDArray[np.float32]) -> tuple[Symbols, Symbols]:
    """States before each step, and symbols written: both (T, B).

    Each step is taken from all states at once, which leaves one look-up a step to find the way.

    Args:
        chances: (T, S).
        drawn: numbers from [0, 1), (T, B).
    """
    steps, batch = drawn.shape
    first = drawn[:, None] < chances[..., None]  # (T, S, B): whether the first arrow is taken
    # Places in a list of all states, each for all examples: state · B + example.
    places = SUCCESSORS[..., None] * batch + np.arange(batch)  # (S, 2, B)
    reached = np.where(first, places[:, 0], places[:, 1]).reshape(steps, -1)
    states = np.empty((steps, batch), dtype=np.int64)
    here = np.arange(batch)
    for t, there in enumerate(reached):
        states[t] = here
        here = there.take(here)
    states //= batch
    second = drawn >= chances.ravel().take(states + len(ARROWS) * np.arange(steps)[:, None])
    return states, WRITTEN.take(2 * states + second)
