"""Weights of trained nets: a file beside a shard's tables, and one run's out of such files."""

import io
import pickle
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from pydantic import ValidationError

from rnnbench.components.registry import Registry, UnknownNameError
from rnnbench.components.tasks import Task
from rnnbench.engine.layers import Weights
from rnnbench.engine.network import Network
from rnnbench.plan.networks import network_of, task_of
from rnnbench.plan.shards import Shard
from rnnbench.storage.files import ResultsError, write_atomically
from rnnbench.storage.runs import Run

FILE = "weights.pt"
"""Its name, in the shard's folder."""


@dataclass(frozen=True)
class Trained:
    """A run with the weights that it was tested with.

    Attributes:
        run: the run.
        shard: what it was trained as part of.
        weights: the net's own, by name.
        data: what the corpus was, its sha256; empty for synthetic tasks.
        file: where this was read from.
    """

    run: Run
    shard: Shard
    weights: Weights
    data: str
    file: Path

    @property
    def registry(self) -> Registry:
        """Finds its components."""
        return Registry.of(self.shard.components)

    @property
    def task(self) -> Task:
        """What it learned.

        Raises:
            ResultsError: the corpus is not there, or is another one now.
        """
        task = task_of(self.shard, self.run.length, self.registry)
        if task.missing:
            raise ResultsError(f"{self.run.task}: {task.missing}")
        if _digest(task) != self.data:
            raise ResultsError(f"{self.file}: was trained on another version of the corpus")
        return task

    @property
    def network(self) -> Network:
        """The net's shape."""
        return network_of(self.shard, self.task, self.registry)


def write(path: Path, shard: Shard, registry: Registry, runs: Sequence[Mapping[str, Any]]) -> None:
    """Write the weights of a shard's runs: whole or not at all.

    Args:
        path: the file.
        shard: the shard.
        registry: finds its components.
        runs: of each, its axes (``run``) and its weights by name (``weights``).
    """
    sink = io.BytesIO()
    data = _digest(task_of(shard, shard.lengths[0], registry))
    torch.save({"shard": shard.model_dump_json(), "data": data, "runs": list(runs)}, sink)
    write_atomically(path, sink.getvalue())


def read(path: Path) -> list[Trained]:
    """All runs in a file. Nothing in it is executed.

    Raises:
        ResultsError: it cannot be read.
    """
    try:
        if not zipfile.is_zipfile(path):
            raise OSError("not a file of weights, or damaged")
        found = torch.load(path, map_location="cpu", weights_only=True)
        shard = Shard.model_validate_json(found["shard"])
        return [
            Trained(Run(**run["run"]), shard, run["weights"], found["data"], path)
            for run in found["runs"]
        ]
    except ValidationError as error:
        why = f"not of this version: {error.errors()[0]['msg']}"
    except (OSError, RuntimeError, pickle.UnpicklingError, KeyError, TypeError) as error:
        why = str(error).partition("\n")[0]
    raise ResultsError(f"{path}: cannot be read ({why})")


def find(place: Path, wanted: Mapping[str, str]) -> Trained:
    """Find one run with its weights.

    Args:
        place: a file of weights, or a folder with some at any depth below.
        wanted: axes of the run, such as ``cell``, and their values, as text.

    Raises:
        ResultsError: there are no weights, or several runs match; the message says how to narrow
            the selection.
        UnknownNameError: there is no such axis, or no run with such a value.
    """
    files = [place] if place.is_file() else sorted(place.rglob(FILE))
    if not files:
        raise ResultsError(
            f"{place}: no weights there; a study keeps them with `keep_weights: true`"
        )
    found = [trained for file in files for trained in read(file)]
    if not found:
        raise ResultsError(f"{place}: all runs there have diverged")
    for axis, value in wanted.items():
        if axis not in found[0].run.axes():
            raise UnknownNameError("axis", axis, found[0].run.axes())
        matching = [one for one in found if str(one.run.axes()[axis]) == value]
        if not matching:
            raise UnknownNameError(f"{axis} here", value, _values(found, axis))
        found = matching
    if len(found) > 1:
        apart = {axis: _values(found, axis) for axis in found[0].run.axes()}
        add = " ".join(f"{axis}={'|'.join(v)}" for axis, v in apart.items() if len(v) > 1)
        raise ResultsError(f"{len(found)} runs match; narrow the selection with {add}")
    return found[0]


def _values(found: Sequence[Trained], axis: str) -> list[str]:
    """What runs have on an axis, as text."""
    return [str(v) for v in dict.fromkeys(one.run.axes()[axis] for one in found)]


def _digest(task: Task) -> str:
    return task.provenance.get("sha256", "")
