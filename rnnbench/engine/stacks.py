"""Train runs as one population: data, updates and evaluations."""

import time
from collections.abc import Iterator, Sequence
from functools import cache
from math import ceil
from typing import Any

import torch

from rnnbench.components.clips import Clip
from rnnbench.components.inits import Scales
from rnnbench.components.penalties import Penalty
from rnnbench.components.registry import Registry, name_of
from rnnbench.components.tasks import Batch, Split, Task
from rnnbench.config import Training
from rnnbench.engine import dropout
from rnnbench.engine.backends import Backend
from rnnbench.engine.batch_statistics import Statistics
from rnnbench.engine.checkpoints import Keeper
from rnnbench.engine.network import Network
from rnnbench.engine.population import Member, Population
from rnnbench.engine.records import Record, Row
from rnnbench.engine.schedule import TrainingSchedule
from rnnbench.progress import Advance
from rnnbench.seeding import generator
from rnnbench.storage.runs import Inputs, Run

EXAMPLES: dict[Split, int] = {"valid": 128, "test": 1024}
"""Examples of an evaluation of a task without end, up to whole batches; equal for all runs."""


class Stack:
    """Runs of one task, cell and norm that train as one population.

    Args:
        runs: the runs.
        task: the task.
        training: budget and sizes.
        network: their shape.
        backend: the wanted back end.
        device: the device.
        state: the state of an interrupted stack, a result of ``state``; None at the start.
    """

    def __init__(
        self,
        runs: Sequence[Run],
        task: Task,
        training: Training,
        network: Network,
        registry: Registry,
        backend: Backend,
        device: torch.device,
        state: dict[str, Any] | None = None,
    ) -> None:
        self.task, self.training, self.network, self.device = task, training, network, device
        self._registry = registry
        notes = state["records"] if state else [{} for _ in runs]
        self.records = [Record(run, **noted) for run, noted in zip(runs, notes, strict=True)]
        self.updates: int = state["updates"] if state else 0
        self.evaluations: int = state["evaluations"] if state else 0
        self._present: list[int] = state["present"] if state else list(range(len(runs)))
        self._streams = list(dict.fromkeys((run.stage, run.seed) for run in runs))
        self._population = Population(
            network,
            task,
            [self._member(self.records[i].run) for i in self._present],
            training.optimiser,
            training.batch,
            backend,
            device,
            training.truncate,
        )
        self._schedule = TrainingSchedule(task, training)
        if state:
            self._population.restore(state["population"])

    def state(self) -> dict[str, Any]:
        """The stack's state: tensors and plain values."""
        return {
            "records": [record.state() for record in self.records],
            "updates": self.updates,
            "evaluations": self.evaluations,
            "present": self._present,
            "population": self._population.state(),
        }

    def train(self, advance: Advance, checkpoint: Keeper) -> list[Record]:
        """Train every run to the end of its budget, or until it diverges.

        Args:
            advance: called with the number of finished updates of runs.
            checkpoint: receives the state.

        Returns:
            A record of each run.
        """
        advance(sum(self._updates_done(record) for record in self.records))
        total, evaluations = self.training.updates, self.training.evaluations
        ends = [total * i // evaluations for i in range(evaluations + 1)]
        while self.evaluations < evaluations:
            while self.updates < ends[self.evaluations + 1]:
                self._update(advance)
                if all(record.diverged for record in self.records):
                    self._note_radii()
                    return self.records
                checkpoint.offer(self.state)
            self._let_diverged_leave()
            self._evaluate(ends[self.evaluations])
        self._test()
        self._note_radii()
        return self.records

    def weights(self) -> list[Row]:
        """Weights of all runs that have not diverged, as rows of ``Records.weights``."""
        named = self._population.weights()
        return [
            {
                "run": record.run.axes(),
                "weights": {name: weight[k].cpu().clone() for name, weight in named.items()},
            }
            for k, record in enumerate(self._here())
            if not record.diverged
        ]

    def _updates_done(self, record: Record) -> int:
        """Finished updates of a run's budget; all of them if it diverged."""
        return self.training.updates if record.diverged else len(record.losses)

    def _here(self) -> list[Record]:
        return [self.records[i] for i in self._present]

    def _update(self, advance: Advance) -> None:
        learning = [record for record in self._here() if not record.diverged]
        behind = sum(self._updates_done(record) for record in learning)
        started = time.perf_counter()
        rate = self.training.decay.at(self.updates) if self.training.decay else 1.0
        batch = self._batch(self.updates)
        true = self._schedule.true_inputs(self.updates, self._streams)
        true = None if true is None else true.to(self.device)
        progress = self._population.update(batch, rate, self._masks(batch), true)
        share = (time.perf_counter() - started) / len(learning)
        for record, (loss, norm, clipped, diverged) in zip(
            self._here(), progress.members(), strict=True
        ):
            record.note(loss, norm, bool(clipped), bool(diverged), share)
        self.updates += 1
        advance(sum(self._updates_done(record) for record in learning) - behind)

    def _evaluate(self, updates_before: int) -> None:
        improved = []
        for k, (record, (loss, _)) in enumerate(
            zip(self._here(), self._losses("valid", self.task), strict=True)
        ):
            if not record.diverged:
                record.evaluated(self.task, loss, updates_before)
                if record.improved():
                    improved.append(k)
        if self.training.tested == "best" and improved:
            self._population.note_best(torch.tensor(improved, device=self.device))
        self.evaluations += 1

    def _test(self) -> None:
        """Test at the trained length, at further lengths, and free running."""
        self._population.take_best()
        for task, inputs in self._tests():
            found = self._losses("test", task, free_running=inputs == "own")
            for record, (loss, metric_mean) in zip(self._here(), found, strict=True):
                if not record.diverged:
                    record.tested(task, inputs, loss, metric_mean)

    def _tests(self) -> Iterator[tuple[Task, Inputs]]:
        yield self.task, "given"
        if self.records[0].run.stage == "train" and not self.network.unshared_steps:
            if self.task.prompt is not None:
                yield self.task, "own"
            for length in self.training.further_lengths(self.task.length):
                longer = self.task.at(length)
                yield longer, "given"
                if longer.prompt is not None:
                    yield longer, "own"

    def _let_diverged_leave(self) -> None:
        """Remove diverged members once they are half of all: a new size costs a compilation."""
        sound = [k for k, record in enumerate(self._here()) if not record.diverged]
        if 2 * len(sound) <= len(self._present):
            self._note_radii()
            self._population.keep(torch.tensor(sound, device=self.device))
            self._present = [self._present[k] for k in sound]

    def _note_radii(self) -> None:
        radii = self._population.recurrent_radii()
        for record, radius in zip(self._here(), radii, strict=True):
            record.recurrent_radius = radius

    def _member(self, run: Run) -> Member:
        clip: Clip = _shared(self._registry, "clips", run.clip)
        penalty: Penalty = _shared(self._registry, "penalties", run.penalty)
        scales = Scales(self.task.steps, self.training.init_scale, self.training.spectral_radius)
        init = self._registry.load("inits", run.init)(scales)
        return Member(
            weights=self.network.start(init, (run.stage, run.seed)),
            stream=self._streams.index((run.stage, run.seed)),
            clip=clip,
            threshold=getattr(self.training, clip.setting),
            penalty=penalty,
            strength=getattr(self.training, penalty.setting),
            learning_rate=run.learning_rate,
        )

    def _batch(self, update: int) -> Batch:
        """The update's batch of every stream: inputs (S, T, B[, D]), targets (S, T', B, ...)."""
        task = self._schedule.task(update)
        batches = [self._training_batch(task, update, *stream) for stream in self._streams]
        return Batch.stacked(batches).mapped(lambda part: part.to(self.device))

    def _masks(self, batch: Batch) -> dropout.Masks:
        """The update's dropout masks of every stream, each (S, ...); none without dropout."""
        if not self.network.drops:
            return {}
        _, steps, size = batch.inputs.shape[:3]
        drawn = [
            dropout.draw(self.network, size, steps, *stream, self.updates)
            for stream in self._streams
        ]
        return {
            place: torch.stack([masks[place] for masks in drawn]).to(self.device)
            for place in drawn[0]
        }

    def _training_batch(self, task: Task, number: int, *stream: object) -> Batch:
        """Batch number 0, 1, ... of a stream of training data."""
        size = self.training.batch
        if self.training.examples:
            number %= self.training.examples // size
        if task.continuous:
            return task.chunk(_draw(task, "train", *stream), number, size)
        return task.sample(_draw(task, "train", *stream, number), size)

    def _losses(
        self, split: Split, task: Task, free_running: bool = False
    ) -> list[tuple[float, float]]:
        """Every present member's loss on a split, and sums for the task's metric.

        Args:
            split: the split.
            task: the trained task, at some length.
            free_running: whether nets read their own answers after the task's prompt.
        """
        statistics = self._statistics() if self.network.norm.uses_batch else None
        size = self.training.batch
        batches = task.examples(split, size)
        if batches is None:
            count = ceil(EXAMPLES[split] / size)
            batches = (task.sample(_draw(task, split, k), size, split) for k in range(count))
        prompt = task.prompt if free_running else None
        loss, metric_mean = self._population.evaluate(batches, statistics, prompt)
        return list(zip(loss.tolist(), metric_mean.tolist(), strict=True))

    def _statistics(self) -> dict[str, Statistics]:
        """Statistics of training data, in batches of the trained size."""
        count = ceil(EXAMPLES["valid"] / self.training.batch)
        batches = [self._training_batch(self.task, number, "statistics") for number in range(count)]
        return self._population.statistics(batches, self.training.batch_statistics)


def _draw(task: Task, split: Split, *axes: object) -> torch.Generator:
    """The generator of data of a task; settings with their default value do not matter."""
    settings = task.model_dump(exclude_defaults=True)
    return generator("data", split, name_of(task), settings, *axes)


@cache
def _shared(registry: Registry, kind: str, name: str) -> Any:
    """One object for each name: a population treats the members that share it together."""
    return registry.load(kind, name)()
