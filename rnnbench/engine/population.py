"""A population: stacked weights of members that share a shape, and one update of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, TypeVar

import torch
from torch import Tensor

from rnnbench.clips import Clip
from rnnbench.engine import optimisers
from rnnbench.engine.backends import Backend
from rnnbench.engine.dynamics import omega_gradients
from rnnbench.engine.nets import Nets
from rnnbench.engine.statistics import Policy, Statistics
from rnnbench.layers import Weights
from rnnbench.network import Network
from rnnbench.penalties import Penalty
from rnnbench.penalties.none import NoPenalty
from rnnbench.tasks import Task

T = TypeVar("T")
NO_PENALTY = NoPenalty()
DIVERGED = 1e3
"""A training loss above this multiple of the baseline's counts as diverged, like one not finite."""


@dataclass(frozen=True)
class Member:
    """What one member does not share with the others.

    Attributes:
        weights: its weights at the start.
        stream: which of the data streams it learns from.
        clip: its clip.
        threshold: where that sets in.
        learning_rate: its learning rate.
        penalty: its penalty on recurrent weights.
        strength: that of the penalty.
    """

    weights: Weights
    stream: int
    clip: Clip
    threshold: float
    learning_rate: float
    penalty: Penalty = NO_PENALTY
    strength: float = 0.0


@dataclass(frozen=True)
class Progress:
    """What one update tells of each member, all (P,)."""

    loss: Tensor
    gradient_norm: Tensor
    clipped: Tensor
    diverged: Tensor

    def members(self) -> list[list[float]]:
        """The same member by member, as numbers."""
        columns = (self.loss, self.gradient_norm, self.clipped, self.diverged)
        rows: list[list[float]] = torch.stack([c.double() for c in columns], dim=1).tolist()
        return rows


class Population:
    """Nets of one shape that train together; none can tell that the others are there.

    All weights of a member are one row of a matrix (P, N), so that optimiser, clipping and
    gradient norms are a handful of operations for all members.

    Args:
        network: the shape that all members share.
        task: what they learn.
        members: what they do not share.
        optimiser: ``adam`` or ``sgd``.
        batch: B, examples in every batch, evaluations included.
        backend: what unrolls them.
        device: where they train.
    """

    def __init__(
        self,
        network: Network,
        task: Task,
        members: Sequence[Member],
        optimiser: str,
        batch: int,
        backend: Backend = "eager",
        device: torch.device | None = None,
    ) -> None:
        self.network, self.task = network, task
        self.batch, self.backend = batch, backend
        self._shapes = network.shapes()
        self._rows = torch.stack([self._row(member.weights) for member in members]).to(device)
        self._optimiser = optimisers.make(optimiser, self._rows)
        self._diverged = torch.zeros(len(members), dtype=torch.bool, device=device)
        self._recurrent = [f"{prefix}U" for prefix in network.layers()]
        self._take(members)

    def __len__(self) -> int:
        return len(self._rows)

    def update(self, inputs: Tensor, targets: Tensor) -> Progress:
        """One update of every member that has not diverged.

        Args:
            inputs: one batch a data stream, (S, T, B[, D]).
            targets: (S, T', B, ...).
        """
        weights = self.weights()
        for weight in weights.values():
            weight.requires_grad_()
        inputs, targets = inputs[self._streams], targets[self._streams]
        loss = self._loss(weights, inputs, targets)
        gradients = torch.autograd.grad(loss.sum(), list(weights.values()))
        self._add_penalties(dict(zip(weights, gradients, strict=True)), inputs, targets)
        gradient = torch.cat([g.flatten(1) for g in gradients], dim=1)
        loss = loss.detach()
        norm = torch.linalg.vector_norm(gradient, dim=1)
        sound = norm.isfinite() & (loss <= DIVERGED * self.task.baseline)
        self._diverged |= ~sound
        gradient = torch.where(self._diverged.unsqueeze(1), 0.0, gradient)
        gradient, clipped = self._clip(gradient, norm)
        self._optimiser.step(self._rows, gradient, torch.where(self._diverged, 0.0, self._rates))
        self._project()
        return Progress(loss, norm, clipped, self._diverged.clone())

    @torch.no_grad()
    def evaluate(
        self, inputs: Tensor, targets: Tensor, statistics: dict[str, Statistics] | None = None
    ) -> Tensor:
        """Every member's loss on the same batch, (P,).

        Args:
            inputs: (T, B[, D]).
            targets: (T', B, ...).
            statistics: what ``statistics`` gave, for a norm that uses the batch.
        """
        inputs, targets = self._for_all(inputs), self._for_all(targets)
        return self._loss(self.weights(), inputs, targets, statistics)

    @torch.no_grad()
    def statistics(self, batches: Sequence[Tensor], policy: Policy) -> dict[str, Statistics]:
        """Statistics of training data, each batch of inputs (T, B[, D]) shown to every member."""
        shown = [self._for_all(inputs) for inputs in batches]
        return self._nets.statistics(self.weights(), shown, policy)

    def _for_all(self, examples: Tensor) -> Tensor:
        return examples.expand(len(self), *examples.shape)

    def weights(self) -> Weights:
        """The weights by name, each (P, ...): views of the members' rows."""
        sizes = [prod(shape) for shape in self._shapes.values()]
        blocks = self._rows.detach().split(sizes, dim=1)
        return {
            name: block.unflatten(1, shape)
            for (name, shape), block in zip(self._shapes.items(), blocks, strict=True)
        }

    def keep(self, rows: Tensor) -> None:
        """Let all members leave but those in ``rows`` (indices)."""
        self._rows, self._diverged = self._rows[rows], self._diverged[rows]
        self._optimiser.keep(rows)
        self._take([self._members[row] for row in rows.tolist()])

    def _take(self, members: Sequence[Member]) -> None:
        """Make these the members, in the order of the rows."""
        self._members, like = members, self._rows
        self._streams = torch.tensor([member.stream for member in members], device=like.device)
        self._rates = like.new_tensor([member.learning_rate for member in members])
        self._thresholds = like.new_tensor([member.threshold for member in members])
        self._strengths = like.new_tensor([member.strength for member in members])
        self._clips = _shared([member.clip for member in members])
        penalties = _shared([member.penalty for member in members])
        self._penalties = [(kind, rows) for kind, rows in penalties if not kind.identity]
        self._nets = Nets(self.network, len(members), self.batch, like, self.backend)

    def state(self) -> dict[str, Any]:
        """All that the next update depends on, besides what the population was made of."""
        return {
            "rows": self._rows,
            "diverged": self._diverged,
            "optimiser": self._optimiser.state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what ``state`` gave."""
        self._rows.copy_(state["rows"])
        self._diverged.copy_(state["diverged"])
        self._optimiser.restore(state["optimiser"])

    def _row(self, weights: Weights) -> Tensor:
        return torch.cat([weights[name].flatten() for name in self._shapes])

    def _loss(
        self,
        weights: Weights,
        inputs: Tensor,
        targets: Tensor,
        statistics: dict[str, Statistics] | None = None,
    ) -> Tensor:
        answers = self._nets(weights, inputs, self.task.readout, statistics)
        return self.task.loss(answers, targets)

    def _add_penalties(self, gradients: Weights, inputs: Tensor, targets: Tensor) -> None:
        for penalty, rows in self._penalties:
            strength = self._strengths[rows]
            if penalty.on_dynamics:
                of_omega = self._omega(rows, inputs[rows], targets[rows])
                for name, gradient in of_omega.items():
                    gradients[name][rows] += strength[:, None, None] * gradient
            for name in self._recurrent:
                own = penalty.gradient(self.weights()[name][rows], strength)
                if own is not None:
                    gradients[name][rows] += own

    def _omega(self, rows: list[int], inputs: Tensor, targets: Tensor) -> Weights:
        weights = {name: w[rows].requires_grad_() for name, w in self.weights().items()}
        readout = self.task.readout

        def loss(answers: Tensor) -> Tensor:
            return self.task.loss(answers, targets)

        return omega_gradients(self._nets, weights, inputs, readout, loss)

    def _project(self) -> None:
        """What penalties make of the weights after an update; diverged members are left alone."""
        for penalty, rows in self._penalties:
            for name in self._recurrent:
                weight = self.weights()[name]
                projected = penalty.projected(weight[rows], self._strengths[rows])
                if projected is not None:
                    gone = self._diverged[rows, None, None]
                    weight[rows] = torch.where(gone, weight[rows], projected)

    def _clip(self, gradient: Tensor, norm: Tensor) -> tuple[Tensor, Tensor]:
        clipped = torch.zeros_like(self._diverged)
        for clip, rows in self._clips:
            given = gradient[rows], norm[rows], self._thresholds[rows]
            clipped[rows], gradient[rows] = clip.acts(*given), clip(*given)
        return gradient, clipped


def _shared(kinds: Sequence[T]) -> list[tuple[T, list[int]]]:
    """Each object of a list of one object a member, and the members that have it."""
    return [
        (kind, [i for i, own in enumerate(kinds) if own is kind]) for kind in dict.fromkeys(kinds)
    ]
