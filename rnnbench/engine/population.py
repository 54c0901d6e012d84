"""A population: stacked weights of members of one shape, which train together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import nan, prod
from typing import Any, TypeVar

import torch
from torch import Tensor

from rnnbench.components.cells import State
from rnnbench.components.clips import Clip
from rnnbench.components.penalties import Penalty
from rnnbench.components.penalties.none import NoPenalty
from rnnbench.components.tasks import Batch, Task
from rnnbench.engine import optimisers
from rnnbench.engine.backends import Backend
from rnnbench.engine.batch_statistics import Policy, Statistics
from rnnbench.engine.dropout import Masks
from rnnbench.engine.free_running import free_running, written
from rnnbench.engine.layers import Weights
from rnnbench.engine.nets import HiddenState, Nets
from rnnbench.engine.network import Network, of_layer
from rnnbench.engine.omega import omega_gradients
from rnnbench.engine.tbptt import chunks

T = TypeVar("T")
NO_PENALTY = NoPenalty()
DIVERGED = 1e3
"""A training loss above this multiple of the baseline's, or not finite, counts as diverged."""


@dataclass(frozen=True)
class Member:
    """One member's own part of a population.

    Attributes:
        weights: its weights at the start.
        stream: number of its data stream.
        clip: its clip.
        threshold: threshold of the clip.
        learning_rate: its learning rate.
        penalty: its penalty on recurrent weights.
        strength: strength of the penalty.
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
    """Measurements of each member in one update, all (P,)."""

    loss: Tensor
    gradient_norm: Tensor
    clipped: Tensor
    diverged: Tensor

    def members(self) -> list[list[float]]:
        """The same as numbers, member by member."""
        columns = (self.loss, self.gradient_norm, self.clipped, self.diverged)
        rows: list[list[float]] = torch.stack([c.double() for c in columns], dim=1).tolist()
        return rows


class Population:
    """Nets of one shape that train together. Members do not interact.

    A member's weights are one row of a matrix (P, N), so optimiser, clipping and gradient norms
    are a handful of operations for all members.

    Args:
        network: the shape that all members share.
        task: the task.
        members: each member's own part.
        optimiser: ``adam`` or ``sgd``.
        batch: B, examples in every batch, evaluations included.
        backend: the wanted back end.
        device: the device; None: the CPU.
        truncate: number of steps of TBPTT; 0: gradients go back to the start.
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
        truncate: int = 0,
    ) -> None:
        self.network, self.task = network, task
        self.batch, self.backend, self._truncate = batch, backend, truncate
        self._shapes = network.shapes()
        self._rows = torch.stack([self._row(member.weights) for member in members]).to(device)
        self._optimiser = optimisers.make(optimiser, self._rows)
        self._best: Tensor | None = None
        self._hidden_state: HiddenState = {}
        self._diverged = torch.zeros(len(members), dtype=torch.bool, device=device)
        self._recurrent = network.recurrent_weights()
        self._take(members)

    def __len__(self) -> int:
        return len(self._rows)

    def update(
        self,
        batch: Batch,
        rate: float = 1.0,
        masks: Masks | None = None,
        true: Tensor | None = None,
    ) -> Progress:
        """Update every member that has not diverged.

        Args:
            batch: a batch of each data stream: inputs (S, T, B[, D]), targets (S, T', B, ...),
                lengths (S, B), shown (S, T', B).
            rate: factor of the learning rates.
            masks: dropout masks of each data stream, (S, ...).
            true: mask of the true inputs after the prompt, (S, T, B). The others are the net's
                answers with its present weights, as constants. None: all are true.
        """
        weights = self.weights()
        for weight in weights.values():
            weight.requires_grad_()
        batch = batch.mapped(lambda part: part[self._streams])
        masks = {place: mask[self._streams] for place, mask in (masks or {}).items()}
        if batch.fresh:
            self._hidden_state = {}
        before = dict(self._hidden_state)
        if true is not None:
            batch = replace(batch, inputs=self._mixed(batch.inputs, true[self._streams]))
        loss, gradients = self._differentiated(weights, batch, masks)
        self._add_penalties(dict(zip(weights, gradients, strict=True)), batch, before)
        gradient = torch.cat([g.flatten(1) for g in gradients], dim=1)
        norm = torch.linalg.vector_norm(gradient, dim=1)
        sound = norm.isfinite() & (loss <= DIVERGED * self.task.baseline)
        self._diverged |= ~sound
        gradient = torch.where(self._diverged.unsqueeze(1), 0.0, gradient)
        gradient, clipped = self._clip(gradient, norm)
        rates = torch.where(self._diverged, 0.0, self._rates * rate)
        self._optimiser.step(self._rows, gradient, rates)
        self._project()
        return Progress(loss, norm, clipped, self._diverged.clone())

    @torch.no_grad()
    def evaluate(
        self,
        batches: Iterable[Batch],
        statistics: dict[str, Statistics] | None = None,
        prompt: int | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Every member's loss on the same batches, (P,), and sums for the task's metric, (P,).

        Both are means over all counted answers.

        Args:
            batches: inputs (T, B[, D]), targets (T', B, ...), lengths (B,).
            statistics: results of ``statistics``, for a norm that uses the batch.
            prompt: number of steps before free running; None: nets read true inputs.
        """
        weights, hidden_state, count = self.weights(), HiddenState(), 0
        loss, metric_mean = torch.zeros(2, len(self), dtype=torch.float64, device=self._rows.device)
        for batch in batches:
            shown = self._for_all(batch)
            if batch.fresh:
                hidden_state.clear()
            if prompt is None:
                answers = self._answers(weights, shown, hidden_state, statistics)
            elif self.network.decoder:
                answers = written(self._nets, self.task, weights, shown, statistics)
            else:
                given = weights, shown.inputs, prompt, HiddenState()
                answers, _ = free_running(self._nets, self.task, *given, statistics=statistics)
            if batch.counted:
                loss += batch.counted * self.task.loss(answers, shown.targets)
                metric_mean += batch.counted * self.task.metric_mean(answers, shown.targets)
                count += batch.counted
        return loss / count, metric_mean / count

    @torch.no_grad()
    def statistics(self, batches: Iterable[Batch], policy: Policy) -> dict[str, Statistics]:
        """Statistics of training data, the same batches of inputs (T, B[, D]) for all members."""
        return self._nets.statistics(self.weights(), [*map(self._for_all, batches)], policy)

    def note_best(self, rows: Tensor) -> None:
        """Keep the weights of the members in ``rows`` (indices) as their best so far."""
        if self._best is None:
            self._best = self._rows.clone()
        self._best[rows] = self._rows[rows]

    def take_best(self) -> None:
        """Restore every member's best weights, if any were kept."""
        if self._best is not None:
            self._rows.copy_(self._best)

    def _for_all(self, batch: Batch) -> Batch:
        to = self._rows.device
        return batch.mapped(lambda part: part.to(to).expand(len(self), *part.shape))

    def weights(self) -> Weights:
        """Weights by name, each (P, ...): views of the members' rows."""
        sizes = [prod(shape) for shape in self._shapes.values()]
        blocks = self._rows.detach().split(sizes, dim=1)
        return {
            name: block.unflatten(1, shape)
            for (name, shape), block in zip(self._shapes.items(), blocks, strict=True)
        }

    @torch.no_grad()
    def recurrent_radii(self) -> list[float]:
        """Largest absolute eigenvalue of any recurrent matrix, gate by gate, for each member.

        nan without a square recurrent matrix, with unshared weights, and where one is not finite.
        """
        cell, weights, found = self.network.cell, self.weights(), []
        if self.network.unshared_steps or cell.feeds_output or not self._recurrent:
            return [nan] * len(self)
        for prefix, layer in self.network.layers().items():
            own = layer.assembled(of_layer(weights, prefix, layer))
            for name in cell.recurrent_weights():
                blocks = own[name].unflatten(1, (-1, layer.hidden)).unflatten(3, (-1, layer.hidden))
                square = blocks.permute(0, 1, 3, 2, 4).flatten(1, 2)  # (P, blocks, H, H)
                finite = square.isfinite().flatten(1).all(1)
                sound = square.where(finite[:, None, None, None], 0.0)  # LAPACK may crash on others
                radii = torch.linalg.eigvals(sound).abs().amax((1, 2))
                found.append(torch.where(finite, radii, nan))
        largest: list[float] = torch.stack(found).amax(0).tolist()
        return largest

    def keep(self, rows: Tensor) -> None:
        """Remove all members but those in ``rows`` (indices)."""
        self._rows, self._diverged = self._rows[rows], self._diverged[rows]
        if self._best is not None:
            self._best = self._best[rows]
        self._hidden_state = {
            prefix: _of(state, rows) for prefix, state in self._hidden_state.items()
        }
        self._optimiser.keep(rows)
        self._take([self._members[row] for row in rows.tolist()])

    def _take(self, members: Sequence[Member]) -> None:
        """Set up the members, in the order of the rows."""
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
        """The state that the next update depends on, besides the arguments of the population."""
        return {
            "rows": self._rows,
            "diverged": self._diverged,
            "best": self._best,
            "hidden_state": self._hidden_state,
            "optimiser": self._optimiser.state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Resume from a result of ``state``."""
        self._rows.copy_(state["rows"])
        self._diverged.copy_(state["diverged"])
        to = self._rows.device
        self._best = None if state["best"] is None else state["best"].to(to)
        self._hidden_state = {
            prefix: tuple(part.to(to) for part in parts)
            for prefix, parts in state["hidden_state"].items()
        }
        self._optimiser.restore(state["optimiser"])

    def _row(self, weights: Weights) -> Tensor:
        return torch.cat([weights[name].flatten() for name in self._shapes])

    def _answers(
        self,
        weights: Weights,
        batch: Batch,
        hidden_state: HiddenState,
        statistics: dict[str, Statistics] | None = None,
        masks: Masks | None = None,
    ) -> Tensor:
        return self._nets(
            weights,
            batch.inputs,
            self.task.readout,
            statistics,
            batch.lengths,
            hidden_state,
            masks,
            batch.shown,
        )

    def _differentiated(
        self, weights: Weights, batch: Batch, masks: Masks | None
    ) -> tuple[Tensor, Sequence[Tensor]]:
        """Each member's loss, (P,), and its gradient by each of the weights."""
        if not self._truncate:
            answers = self._answers(weights, batch, self._hidden_state, masks=masks)
            loss = self.task.loss(answers, batch.targets)
            return loss.detach(), torch.autograd.grad(loss.sum(), list(weights.values()))
        total = self._rows.new_zeros(len(self))
        gradients = [torch.zeros_like(weight) for weight in weights.values()]
        for chunk, share in chunks(batch, self._truncate, self.task.readout):
            if not share.any():
                with torch.no_grad():
                    self._answers(self.weights(), chunk, self._hidden_state)
                continue
            loss = self.task.loss(self._answers(weights, chunk, self._hidden_state), chunk.targets)
            loss = share.to(loss) * loss
            total += loss.detach()
            found = torch.autograd.grad(loss.sum(), list(weights.values()))
            for gradient, of_chunk in zip(gradients, found, strict=True):
                gradient += of_chunk
        return total, gradients

    def _mixed(self, inputs: Tensor, true: Tensor) -> Tensor:
        """Inputs (P, T, B[, D]), with the net's answers in place of those that are not true."""
        prompt = self.task.prompt
        if prompt is None:
            raise ValueError(f"{type(self.task).__name__} has no prompt")
        given = self.weights(), inputs, prompt, dict(self._hidden_state), true
        _, read = free_running(self._nets, self.task, *given)
        return read

    def _add_penalties(self, gradients: Weights, batch: Batch, hidden_state: HiddenState) -> None:
        for penalty, rows in self._penalties:
            strength = self._strengths[rows]
            if penalty.on_dynamics:
                of_omega = self._omega(rows, batch, hidden_state)
                for name, gradient in of_omega.items():
                    gradients[name][rows] += strength[:, None, None] * gradient
            for name in self._recurrent:
                own = penalty.gradient(self.weights()[name][rows], strength)
                if own is not None:
                    gradients[name][rows] += own

    def _omega(self, rows: list[int], batch: Batch, hidden_state: HiddenState) -> Weights:
        weights = {name: w[rows].requires_grad_() for name, w in self.weights().items()}
        batch = batch.mapped(lambda part: part[rows])
        hidden_state = {prefix: _of(state, rows) for prefix, state in hidden_state.items()}
        readout = self.task.readout

        def loss(answers: Tensor) -> Tensor:
            return self.task.loss(answers, batch.targets)

        return omega_gradients(
            self._nets,
            weights,
            batch.inputs,
            readout,
            loss,
            batch.lengths,
            hidden_state,
            batch.shown,
        )

    def _project(self) -> None:
        """Project weights after an update, as penalties ask; leave diverged members alone."""
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


def _of(state: State, rows: Tensor | list[int]) -> State:
    """Some members' state."""
    return tuple(part[rows] for part in state)


def _shared(kinds: Sequence[T]) -> list[tuple[T, list[int]]]:
    """Distinct objects of a list with one object a member, each with its members."""
    return [
        (kind, [i for i, own in enumerate(kinds) if own is kind]) for kind in dict.fromkeys(kinds)
    ]
