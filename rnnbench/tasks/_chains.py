"""Finite automata that write: random walks through states, a symbol at each step."""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor


@dataclass(frozen=True)
class Chain:
    """A Markov chain that starts in state 0 and writes one symbol at each step.

    Attributes:
        probabilities: (T, S, K) float64, of each symbol in each state at each step. What the other
            symbols leave is the last one's.
        successors: (S, K) int64, the state that a symbol leads to.
    """

    probabilities: Tensor
    successors: Tensor

    def walk(self, generator: Generator, batch: int) -> tuple[Tensor, Tensor]:
        """Symbols written, and the states after each: both (T, B).

        All states take their step at once, and the steps are joined in pairs, pairs of pairs, and
        so on: log2(T) operations, not T.
        """
        steps, states, _ = self.probabilities.shape
        drawn = torch.rand(steps, batch, 1, 1, dtype=torch.float64, generator=generator)
        limits = self.probabilities[..., :-1].cumsum(-1)[:, None]  # (T, 1, S, K - 1)
        symbols = (drawn >= limits).sum(-1)  # (T, B, S)
        reached = self.successors[torch.arange(states), symbols]  # from each state, in one step
        joined = 1
        while joined < steps:
            later = reached[joined:].gather(2, reached[:-joined])
            reached = torch.cat([reached[:joined], later])
            joined *= 2
        after = reached[..., 0]
        before = torch.cat([torch.zeros_like(after[:1]), after[:-1]])
        return symbols.gather(2, before[..., None])[..., 0], after

    def doubt(self, labels: Tensor) -> float:
        """Entropy of the label of the state after a step, given its symbol: nats, mean over steps.

        Args:
            labels: (S,) int64.
        """
        states, symbols = self.successors.shape
        cells = labels[self.successors] * symbols + torch.arange(symbols)  # (S, K)
        here = torch.zeros(states, dtype=torch.float64)
        here[0] = 1.0
        total = torch.zeros((), dtype=torch.float64)
        for probabilities in self.probabilities:
            taken = (here[:, None] * probabilities).flatten()  # (S * K)
            both = _summed(taken, cells.flatten(), states * symbols).view(-1, symbols)
            total += torch.special.entr(both).sum() - torch.special.entr(both.sum(0)).sum()
            here = _summed(taken, self.successors.flatten(), states)
        return float(total / len(self.probabilities))


def _summed(values: Tensor, places: Tensor, size: int) -> Tensor:
    """Sums of the values that share a place, (size,)."""
    return torch.zeros(size, dtype=values.dtype).index_add_(0, places, values)
