"""Bracket matching."""

from functools import cache

import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.tasks import Batch, Split
from rnnbench.tasks._chains import Chain
from rnnbench.tasks._classes import SymbolTask

SYMBOLS = ("{", "}", "/*", "*/", "x")
COMMENT_BEGINS, COMMENT_CHANGES = 1 / 8, 1 / 4


class BracketMatching(SymbolTask):
    """Bracket matching: how many braces of a program are open, not counting those in comments?

    A stream of braces, comments, and x for all else. Braces nest up to ``depth`` deep and are never
    closed before they are opened; in comments there are braces, too, which mean nothing. The
    answer, at every step, is the number of open braces, 0 to ``depth``.

    Outside comments a step is a brace with probability ``braces`` / ``length``, at most 1/2 (where
    both kinds are possible, each is as likely), the begin of a comment with probability 1/8, and x
    otherwise; inside, one of the two braces, x and the end of the comment, all equally likely. So
    the longer the stream, the longer a brace has to be remembered.

    The baseline is the best answer that knows the present symbol and the step, but nothing before
    it: the entropy of the depth given those, exactly, from the Markov chain of depth and comment.

    Source: after the cells that Karpathy, Johnson, Fei-Fei, arXiv:1506.02078, found in language
    models of source code, which follow how deep it is nested and where comments are.

    Example (depth 2):
        input   { x { /* } */ } x }
        answer  1 1 2 2  2 2  1 1 0
    """

    readout = "every"
    long_range = True

    length: int = Field(ge=2, description="number of symbols; the first one leaves no doubt")
    depth: int = Field(default=2, gt=0, description="how many braces can be open at a time")
    braces: int = Field(default=6, gt=0, description="about how many braces count in a stream")

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
    def _chain(self) -> Chain:
        return _program(self.length, self.depth, min(1 / 2, self.braces / self.length))

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        symbols, states = self._chain.walk(generator, batch)
        return Batch(symbols, states // 2)

    def solve(self, batch: Batch) -> Tensor:
        answers = []
        depth = torch.zeros_like(batch.inputs[0])
        comment = torch.zeros_like(depth, dtype=torch.bool)
        for symbol in batch.inputs:
            depth = depth + torch.where(comment, 0, (symbol == 0).long() - (symbol == 1).long())
            comment = (comment | (symbol == 2)) & (symbol != 3)
            answers.append(depth)
        return self.certain(torch.stack(answers))

    @property
    def baseline(self) -> float:
        return self._chain.doubt(torch.arange(2 * self.outputs) // 2)


@cache
def _program(steps: int, depth: int, brace: float) -> Chain:
    """States are twice the depth, plus 1 in a comment."""
    states = 2 * (depth + 1)
    probabilities = torch.zeros(states, len(SYMBOLS), dtype=torch.float64)
    successors = torch.arange(states)[:, None].repeat(1, len(SYMBOLS))
    for outside in range(0, states, 2):
        inside = outside + 1
        opens, closes = float(outside < states - 2), float(outside > 0)
        either = brace / (opens + closes)
        other = 1 - brace - COMMENT_BEGINS
        probabilities[outside] = torch.tensor(
            [opens * either, closes * either, COMMENT_BEGINS, 0, other], dtype=torch.float64
        )
        change = COMMENT_CHANGES
        probabilities[inside] = torch.tensor([change, change, 0, change, change])
        successors[outside, 0] = min(outside + 2, states - 2)
        successors[outside, 1] = max(outside - 2, 0)
        successors[outside, 2] = inside
        successors[inside, 3] = outside
    return Chain(probabilities.expand(steps, -1, -1), successors)
