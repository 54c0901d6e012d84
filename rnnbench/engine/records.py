"""Records of runs in training, and their rows in the tables of results."""

import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from math import inf, nan
from pathlib import Path
from typing import Any

import torch

import rnnbench
from rnnbench.components.tasks import Task
from rnnbench.config import Training
from rnnbench.engine.network import Network
from rnnbench.storage.runs import Inputs, Run

ENGINE_VERSION = Path(__file__).with_name("VERSION").read_text().strip()

Row = dict[str, Any]


@dataclass(frozen=True)
class Records:
    """Rows for the tables of results, and weights if they are kept.

    Attributes:
        runs: a row for each run.
        curves: a row for each evaluation.
        tests: a row for each test besides the one at the trained length on true inputs.
        weights: a row for each run that has not diverged: its axes (``run``), and the tested
            weights by name (``weights``).
    """

    runs: list[Row] = field(default_factory=list)
    curves: list[Row] = field(default_factory=list)
    tests: list[Row] = field(default_factory=list)
    weights: list[Row] = field(default_factory=list)

    def add(self, others: "Records") -> None:
        """Append the rows of other records."""
        for table in fields(self):
            getattr(self, table.name).extend(getattr(others, table.name))


@dataclass
class Record:
    """Measurements of one run in training."""

    run: Run
    curve: list[Row] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)
    clips: list[bool] = field(default_factory=list)
    seconds: float = 0.0
    seconds_to_target: float = nan
    updates_to_target: float = nan
    diverged: bool = False
    recurrent_radius: float = nan
    tests: list[Row] = field(default_factory=list)

    def note(self, loss: float, norm: float, clipped: bool, diverged: bool, seconds: float) -> None:
        """Note an update, unless the run has diverged before."""
        if self.diverged:
            return
        self.losses.append(loss)
        self.norms.append(norm)
        self.clips.append(clipped)
        self.seconds += seconds
        self.diverged = diverged

    def evaluated(self, task: Task, valid_loss: float, updates_before: int) -> None:
        """Note an evaluation.

        Args:
            task: the task.
            valid_loss: the loss on the validation split.
            updates_before: number of updates at the evaluation before.
        """
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

    def tested(self, task: Task, inputs: Inputs, loss: float, metric_mean: float) -> None:
        """Note a test.

        Args:
            task: the task at the length of the test.
            inputs: true inputs or the net's own answers.
            loss: the loss on the test split.
            metric_mean: sums that the task makes its metric of.
        """
        self.tests.append(
            {
                "test_length": task.length,
                "inputs": inputs,
                "loss": loss,
                "score": task.score(loss),
                "metric": task.metric,
                "metric_value": task.metric_value(metric_mean),
            }
        )

    def improved(self) -> bool:
        """Whether the last evaluation was the best so far."""
        *before, last = (float(point["valid_loss"]) for point in self.curve)
        return last < min(before, default=inf)

    def state(self) -> dict[str, Any]:
        """All measurements without the run, as ``Record(run, **state)`` takes them."""
        return {name: value for name, value in asdict(self).items() if name != "run"}

    def points(self) -> list[Row]:
        """The run's rows in the table of curves."""
        return [{**self.run.axes(), **point} for point in self.curve]

    def further_tests(self) -> list[Row]:
        """The run's rows in the table of tests: all but the first one, which is as in training."""
        return [{**self.run.axes(), **test} for test in self.tests[1:]]

    def row(
        self,
        task: Task,
        training: Training,
        network: Network,
        device: str,
        flops: Sequence[float],
    ) -> Row:
        """The run's row in the table of runs; ``flops`` has those of each update."""
        reached = self.updates_to_target == self.updates_to_target
        scores = [point["valid_score"] for point in self.curve]
        validated = (scores[-1] if training.tested == "last" else max(scores)) if scores else nan
        evaluated = [max(0.0, score) for score in scores]
        evaluated += [0.0] * (training.evaluations - len(evaluated))
        test = self.tests[0] if self.tests else {"loss": nan, "score": nan, "metric_value": nan}
        return {
            **self.run.axes(),
            "long_range": task.long_range,
            "hidden": training.hidden,
            "parameters": network.parameters(),
            "status": "diverged" if self.diverged else "ok",
            "updates": len(self.losses),
            "budget": training.updates,
            "loss": test["loss"],
            "score": test["score"],
            "metric": task.metric,
            "metric_value": test["metric_value"],
            "valid_score": nan if self.diverged else validated,
            "mean_valid_score": _mean(evaluated),
            "target": task.target,
            "reached": reached,
            "updates_to_target": self.updates_to_target,
            "examples_to_target": self.updates_to_target * training.batch,
            "flops_to_target": sum(flops[: int(self.updates_to_target)]) if reached else nan,
            "seconds_to_target": self.seconds_to_target,
            "flops_per_update": sum(flops) / len(flops),
            "seconds": self.seconds,
            "gradient_norm_mean": _mean(self.norms),
            "gradient_norm_max": max(self.norms, default=nan),
            "clip_rate": _mean(self.clips),
            "recurrent_radius": self.recurrent_radius,
            "baseline": task.baseline,
            "data": task.provenance.get("sha256", ""),
            "origin": task.provenance.get("origin", ""),
            "engine": ENGINE_VERSION,
            "package": rnnbench.__version__,
            "torch": str(torch.__version__),
            "python": platform.python_version(),
            "device": device,
        }


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else nan
