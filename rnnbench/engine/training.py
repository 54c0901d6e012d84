"""Training runs of one shape: data streams, evaluations, and what is recorded of each run."""

import platform
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import ceil, nan
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

import rnnbench
from rnnbench import discovery
from rnnbench.clips import Clip
from rnnbench.config import Training
from rnnbench.engine.backends import Backend
from rnnbench.engine.population import Member, Population, Progress
from rnnbench.network import Network
from rnnbench.progress import Advance, silent
from rnnbench.runs import Run
from rnnbench.seeding import generator
from rnnbench.tasks import Batch, Split, Task

ENGINE_VERSION = Path(__file__).with_name("VERSION").read_text().strip()
MEMBERS_AT_ONCE = 32
"""Members of one stacked computation: enough to saturate a core, few enough for its caches."""
EXAMPLES: dict[Split, int] = {"valid": 128, "test": 1024}
"""Examples of an evaluation, up to whole batches; the same ones for every run of a task."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Records:
    """Rows for the two tables of results."""

    runs: list[Row]
    curves: list[Row]


def train(
    runs: Sequence[Run],
    task: Task,
    training: Training,
    advance: Advance = silent,
    backend: Backend = "eager",
) -> Records:
    """Train runs that share task, cell and norm, in stacks of at most ``MEMBERS_AT_ONCE``.

    Args:
        runs: what to train; other axes may differ from run to run.
        task: the task, with the settings that all runs share.
        training: budget and sizes.
        advance: told the number of run-updates done.
        backend: what unrolls the nets.
    """
    records = Records([], [])
    parts = ceil(len(runs) / MEMBERS_AT_ONCE)
    for part in range(parts):
        stack = _Stack(runs[part::parts], task, training, backend)
        stack.train(advance)
        for record in stack.records:
            records.runs.append(record.row(stack))
            records.curves.extend({**record.run.axes(), **point} for point in record.curve)
    return records


@dataclass
class _Record:
    """What is noted of one run while it trains."""

    run: Run
    curve: list[Row] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)
    clips: list[bool] = field(default_factory=list)
    seconds: float = 0.0
    seconds_to_target: float = nan
    updates_to_target: float = nan
    diverged: bool = False
    test_loss: float = nan

    def note(self, loss: float, norm: float, clipped: bool, diverged: bool) -> None:
        """One update; what follows a divergence is not noted."""
        if self.diverged:
            return
        self.losses.append(loss)
        self.norms.append(norm)
        self.clips.append(clipped)
        self.diverged = diverged

    def evaluated(self, task: Task, valid_loss: float, updates_before: int) -> None:
        """One evaluation, ``updates_before`` being the updates at the one before."""
        recent = slice(updates_before, None)
        score = task.score(valid_loss)
        self.curve.append(
            {
                "update": len(self.losses),
                "train_loss": _mean(self.losses[recent]),
                "valid_loss": valid_loss,
                "valid_score": score,
                "gradient_norm": _mean(self.norms[recent]),
                "clip_rate": _mean(self.clips[recent]),
            }
        )
        if score >= task.target and self.updates_to_target != self.updates_to_target:
            self.updates_to_target = len(self.losses)
            self.seconds_to_target = self.seconds

    def row(self, stack: "_Stack") -> Row:
        """The run's row in the table of runs."""
        task, training = stack.task, stack.training
        scores = [point["valid_score"] for point in self.curve]
        evaluated = [max(0.0, score) for score in scores]
        evaluated += [0.0] * (training.evaluations - len(evaluated))
        return {
            **self.run.axes(),
            "long_range": task.long_range,
            "hidden": training.hidden,
            "parameters": stack.network.parameters(),
            "status": "diverged" if self.diverged else "ok",
            "updates": len(self.losses),
            "budget": training.updates,
            "loss": self.test_loss,
            "score": task.score(self.test_loss),
            "valid_score": scores[-1] if scores and not self.diverged else nan,
            "mean_valid_score": _mean(evaluated),
            "target": task.target,
            "reached": self.updates_to_target == self.updates_to_target,
            "updates_to_target": self.updates_to_target,
            "examples_to_target": self.updates_to_target * training.batch,
            "flops_to_target": self.updates_to_target * stack.flops,
            "seconds_to_target": self.seconds_to_target,
            "flops_per_update": stack.flops,
            "seconds": self.seconds,
            "gradient_norm_mean": _mean(self.norms),
            "gradient_norm_max": max(self.norms, default=nan),
            "clip_rate": _mean(self.clips),
            "baseline": task.baseline,
            "data": task.provenance.get("sha256", ""),
            "origin": task.provenance.get("origin", ""),
            "engine": ENGINE_VERSION,
            "package": rnnbench.__version__,
            "torch": torch.__version__,
            "python": platform.python_version(),
            "device": "cpu",
        }


class _Stack:
    """Runs that are trained as one population."""

    def __init__(
        self, runs: Sequence[Run], task: Task, training: Training, backend: Backend
    ) -> None:
        self.task, self.training = task, training
        self.records = [_Record(run) for run in runs]
        self.network = Network.of(runs[0].cell, runs[0].norm, task, training.hidden)
        self.streams = list(dict.fromkeys((run.stage, run.seed) for run in runs))
        self.population = Population(
            self.network,
            task,
            [self._member(run) for run in runs],
            training.optimiser,
            training.clip_threshold,
            training.batch,
            backend,
        )
        self.flops = self.network.flops(training.batch, task.steps, task.answers)

    def train(self, advance: Advance) -> None:
        """Train every run to the end of its budget, or until it diverges."""
        present, done = self.records, 0
        for upto in _evaluation_times(self.training):
            alive = [record for record in present if not record.diverged]
            started = time.perf_counter()
            for update in range(done, upto):
                _note(present, self.population.update(*self._batch(update)))
                advance(len(alive))
            share = (time.perf_counter() - started) / len(alive)
            for record in alive:
                record.seconds += share
            lost = sum(record.diverged for record in alive)
            advance(lost * (self.training.updates - upto))
            if lost == len(alive):
                return
            present = self._without_diverged(present)
            for record, loss in zip(present, self._losses("valid"), strict=True):
                if not record.diverged:
                    record.evaluated(self.task, loss, done)
            done = upto
        for record, loss in zip(present, self._losses("test"), strict=True):
            if not record.diverged:
                record.test_loss = loss

    def _without_diverged(self, present: list[_Record]) -> list[_Record]:
        """Let diverged members leave once they are half of all: a new size costs a compilation."""
        rows = [i for i, record in enumerate(present) if not record.diverged]
        if 2 * len(rows) > len(present):
            return present
        self.population.keep(torch.tensor(rows))
        return [present[i] for i in rows]

    def _member(self, run: Run) -> Member:
        init = discovery.load("inits", run.init)()
        return Member(
            weights=self.network.start(init, (run.stage, run.seed)),
            stream=self.streams.index((run.stage, run.seed)),
            clip=_clip(run.clip),
            learning_rate=run.learning_rate,
        )

    def _batch(self, update: int) -> tuple[Tensor, Tensor]:
        """The update's batch of every stream: inputs (S, T, B[, D]) and targets (S, T', B, ...)."""
        batches = [
            self._sample("train", self.training.batch, stage, seed, update)
            for stage, seed in self.streams
        ]
        inputs = torch.stack([batch.inputs for batch in batches])
        return inputs, torch.stack([batch.targets for batch in batches])

    def _sample(self, split: Split, batch: int, *axes: object) -> Batch:
        task = self.task
        name, settings = type(task).__name__, task.model_dump()
        return task.sample(generator("data", split, name, settings, *axes), batch, split)

    def _losses(self, split: Split) -> list[float]:
        """Every member's loss on the examples of a split."""
        batches = ceil(EXAMPLES[split] / self.training.batch)
        losses = []
        for number in range(batches):
            batch = self._sample(split, self.training.batch, number)
            losses.append(self.population.evaluate(batch.inputs, batch.targets))
        mean: list[float] = torch.stack(losses).mean(0).tolist()
        return mean


def _note(records: Sequence[_Record], progress: Progress) -> None:
    columns = (progress.loss, progress.gradient_norm, progress.clipped, progress.diverged)
    values = (column.tolist() for column in columns)
    for record, (loss, norm, clipped, diverged) in zip(
        records, zip(*values, strict=True), strict=True
    ):
        record.note(loss, norm, clipped, diverged)


@cache
def _clip(name: str) -> Clip:
    """One object a name: a population clips the members that share it together."""
    clip: Clip = discovery.load("clips", name)()
    return clip


def _evaluation_times(training: Training) -> Iterator[int]:
    """Numbers of updates after which runs are evaluated: evenly spread, the last at the end."""
    for i in range(1, training.evaluations + 1):
        yield training.updates * i // training.evaluations


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else nan
