"""Bracket matching."""

from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.tasks import Batch, Split
from rnnbench.components.tasks._classes import SymbolTask

SYMBOLS = ("{", "}", "/*", "*/", "x")
OPEN, CLOSE, BEGIN, END, OTHER = range(len(SYMBOLS))
BEGINS, ENDS = 1 / 8, 1 / 4
"""Chances of the begin of a comment outside one, and of its end inside one."""
COMMENT = np.array([OPEN, CLOSE, OTHER, END])
"""What is written in a comment, all equally likely."""


class BracketMatching(SymbolTask):
    """Bracket matching: count the open braces of a program, ignoring comments.

    The input is a stream of braces, comments, and x for everything else. Braces nest up to
    ``depth`` deep and open before they close. Braces in comments do not count. The answer, at
    every step, is the number of open braces, 0 to ``depth``.

    Outside comments, a step is a brace with probability ``braces`` / ``length``, at most 1/2. If
    both kinds are possible, they are equally likely. A comment begins with probability 1/8;
    otherwise the step is x. Inside comments, the two braces, x and the end of the comment are
    equally likely. Longer streams therefore require longer memory.

    The baseline is the best answer from the current symbol and step alone: the exact entropy of
    the depth given both, from the Markov chain of depth and comment.

    Source: after the cells in language models of source code that track nesting depth and
    comments, Karpathy, Johnson, Fei-Fei, arXiv:1506.02078.

    Example (depth 2):
        input   { x { /* } */ } x }
        answer  1 1 2 2  2 2  1 1 0
    """

    readout = "every"
    long_range = True

    length: int = Field(ge=2, description="number of symbols")
    depth: int = Field(default=2, gt=0, description="maximum number of open braces")
    braces: int = Field(
        default=6, gt=0, description="approximate number of counted braces in a stream"
    )

    @property
    def inputs(self) -> int:
        return len(SYMBOLS)

    @property
    def outputs(self) -> int:
        return self.depth + 1

    @property
    def steps(self) -> int:
        return self.length

    @property
    def _brace(self) -> float:
        """Chance of a brace outside comments."""
        return min(1 / 2, self.braces / self.length)

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        # NumPy calls cost less than PyTorch's: many small ones would add up to a net's update.
        kind, side = torch.rand(2, self.steps, batch, generator=generator).numpy()
        inside = _inside(kind)
        brace = ~inside & (kind >= BEGINS) & (kind < BEGINS + self._brace)
        # A walk that turns round at 0 and depth is a free walk, folded at 0 and depth.
        free = np.where(brace, np.where(side < 1 / 2, 1, -1), 0).cumsum(0)
        depth = self.depth - np.abs(free % (2 * self.depth) - self.depth)
        up = np.diff(depth, axis=0, prepend=0)
        outside = np.where(
            kind < BEGINS, BEGIN, np.where(brace, np.where(up > 0, OPEN, CLOSE), OTHER)
        )
        comment = COMMENT[(kind / ENDS).astype(np.int64)]
        symbols = np.where(inside, comment, outside)
        return Batch(torch.from_numpy(symbols), torch.from_numpy(depth))

    def solve(self, batch: Batch) -> Tensor:
        answers = []
        depth = torch.zeros_like(batch.inputs[0])
        comment = torch.zeros_like(depth, dtype=torch.bool)
        for symbol in batch.inputs:
            depth = depth + torch.where(
                comment, 0, (symbol == OPEN).long() - (symbol == CLOSE).long()
            )
            comment = (comment | (symbol == BEGIN)) & (symbol != END)
            answers.append(depth)
        return self.certain(torch.stack(answers))

    @property
    def baseline(self) -> float:
        return _doubt(self.steps, self.depth, self._brace)


def _inside(kind: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether each step lies in a comment before it is written, given what is drawn: (T, B).

    Low numbers begin a comment unless they are in one already, and high numbers end it: what the
    last such number was decides.
    """
    steps = np.arange(1, len(kind) + 1)[:, None]
    begun = np.maximum.accumulate(np.where(kind < BEGINS, steps, 0))
    ended = np.maximum.accumulate(np.where(kind >= 1 - ENDS, steps, 0))
    inside = np.zeros(kind.shape, dtype=np.bool_)
    inside[1:] = (begun > ended)[:-1]
    return inside


@cache
def _doubt(steps: int, depth: int, brace: float) -> float:
    """Entropy of the depth after a step, given the step and its symbol: nats, mean over steps."""
    outside, inside = torch.zeros(2, depth + 1, dtype=torch.float64)
    outside[0] = 1.0
    opens = torch.full_like(outside, brace / 2)
    opens[0], opens[-1] = brace, 0.0
    total = torch.zeros((), dtype=torch.float64)
    for _ in range(steps):
        opened = (outside * opens).roll(1)
        closed = (outside * opens.flip(0)).roll(-1)
        other = outside * (1 - brace - BEGINS)
        each = inside * ENDS
        begun = outside * BEGINS
        both = torch.stack([opened + each, closed + each, begun, each, other + each])
        total += torch.special.entr(both).sum() - torch.special.entr(both.sum(1)).sum()
        outside, inside = opened + closed + other + each, begun + inside * (1 - ENDS)
    return float(total / steps)
