"""A job that is interrupted, at any moment, ends with the numbers of one that was not."""

import json
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbench.components.tasks.adding import Adding
from rnnbench.components.tasks.char_lm import CharLM
from rnnbench.config import Training
from rnnbench.engine import sizes, training
from rnnbench.engine.checkpoints import Checkpoint
from rnnbench.pipeline import weights
from rnnbench.storage import results
from rnnbench.storage.runs import Run

UPDATES, RUNS = 12, 5
CLOCK = ["seconds", "seconds_to_target"]
TRAINING = Training(
    hidden=4,
    batch=2,
    updates=UPDATES,
    evaluations=3,
    learning_rates=(0.01,),
    optimiser="sgd",
)


class Killed(Exception):
    pass


class Mortal(Checkpoint):
    """A checkpoint whose job dies after some updates."""

    def __init__(self, path, key="key", updates=10**9, seconds=0.0):
        super().__init__(path, key, seconds)
        self.updates = updates

    def offer(self, state):
        super().offer(state)
        self.updates -= 1
        if self.updates <= 0:
            raise Killed


def _runs():
    """Five runs, of which two diverge."""
    rates = [0.1, 1e30, 0.1, 1e30, 0.3]
    axes = ("s", "plain", "train", "adding", 3, "lstm", "default", "none", "none", "none")
    return [Run(*axes, learning_rate=rate, seed=seed) for seed, rate in enumerate(rates)]


def _train(checkpoint, backend="eager"):
    told = []
    records = training.train(
        _runs(), Adding(length=3), TRAINING, told.append, backend, checkpoint=checkpoint
    )
    return records, sum(told)


def _without_clock(records):
    rows = [{k: v for k, v in row.items() if k not in CLOCK} for row in records.runs]
    return repr((rows, records.curves))  # to the last digit; nan equals nan


@settings(max_examples=15)
@given(st.lists(st.integers(1, 30), max_size=4), st.sampled_from([0.0, 0.001, 1e9]))
def test_training_that_dies_at_any_update_ends_the_same(lives, seconds):
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(sizes, "MOST_ON_A_CORE", 3)  # two stacks; diverged members leave one of them
        path = Path(folder) / "checkpoint"
        expected, _ = _train(None)
        for updates in lives:
            try:
                _train(Mortal(path, updates=updates, seconds=seconds))
            except Killed:
                continue
        found, told = _train(Mortal(path, seconds=seconds))
        assert _without_clock(found) == _without_clock(expected)
        assert told == UPDATES * RUNS, "progress counts what was done before"


@pytest.mark.parametrize("backend", ["eager", "compiled"])
@pytest.mark.parametrize("updates", [5, 6, 11])
def test_a_carried_state_and_the_best_weights_go_on_too(tmp_path, updates, backend):
    """Killed within an interval, where an evaluation is due, and at the last update but one."""
    task = CharLM(length=6, characters=300, carry=True)
    given = TRAINING.model_copy(update={"evaluations": 6, "tested": "best", "optimiser": "adam"})

    def trained(checkpoint):
        return training.train(_runs(), task, given, backend=backend, checkpoint=checkpoint)

    expected = trained(None)
    path = tmp_path / "checkpoint"
    with pytest.raises(Killed):
        trained(Mortal(path, updates=updates))
    assert _without_clock(trained(Mortal(path))) == _without_clock(expected)


def test_training_goes_on_where_it_stood(tmp_path, monkeypatch):
    path, seen = tmp_path / "checkpoint", []
    with pytest.raises(Killed):
        _train(Mortal(path, updates=7))
    sample = Adding.sample

    def spy(self, generator, batch, split="train"):
        seen.append(split)
        return sample(self, generator, batch, split)

    monkeypatch.setattr(Adding, "sample", spy)
    _train(Mortal(path))
    assert seen.count("train") == (UPDATES - 7) * RUNS


def test_compiled_training_that_dies_ends_the_same(tmp_path):
    path = tmp_path / "checkpoint"
    with pytest.raises(Killed):
        _train(Mortal(path, updates=7), "compiled")
    found, _ = _train(Mortal(path), "compiled")
    assert _without_clock(found) == _without_clock(_train(None, "compiled")[0])


@pytest.mark.parametrize(
    "damage",
    [lambda b: b[:-10], lambda _: b"", lambda b: b[:99] + b"x" + b[100:]],
    ids=["cut short", "emptied", "a byte changed"],
)
def test_a_damaged_checkpoint_is_named_and_not_used(tmp_path, capsys, damage):
    path = tmp_path / "checkpoint"
    with pytest.raises(Killed):
        _train(Mortal(path, updates=7))
    path.write_bytes(damage(path.read_bytes()))
    found, _ = _train(Mortal(path))
    assert f"{path} is damaged" in capsys.readouterr().err
    assert _without_clock(found) == _without_clock(_train(None)[0])


def test_a_checkpoint_of_something_else_is_not_used(tmp_path):
    path = tmp_path / "checkpoint"
    with pytest.raises(Killed):
        _train(Mortal(path, updates=7))
    assert Checkpoint(path, "another key", 1.0).interrupted() is None
    assert Checkpoint(path, "key", 1.0).interrupted() is not None


def test_checkpoint_restores_signal_handlers(tmp_path):
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    with Checkpoint(tmp_path / "checkpoint", "key", 60.0).stopping_on_signals():
        assert [signal.getsignal(number) for number in numbers] != before
    assert [signal.getsignal(number) for number in numbers] == before


SHARD = {
    "study": "s",
    "variant": "plain",
    "task": "adding",
    "settings": {},
    "lengths": [4, 6],
    "cell": "lstm",
    "norm": "none",
    "combinations": [["default", "norm", "none"], ["orthogonal", "norm", "none"]],
    "hidden": 8,
    "batch": 4,
    "updates": 400,
    "evaluations": 5,
    "learning_rates": [0.01, 0.03],
    "tuning_seeds": 0,
    "seeds": [0, 2],
}


def _job(folder, limit=None, **changes):
    shard = json.dumps({**SHARD, **changes})
    command = [sys.executable, "-m", "rnnbench", "train", shard, "--stage", "train"]
    means = ["--execution", json.dumps({"checkpoint_seconds": 0.05})]
    means += ["--keep-weights", SHARD["study"]]
    files = ["--out", str(folder), "--rates", str(folder / "rates.json")]
    return subprocess.Popen(
        [*command, *means, *files],
        stderr=subprocess.PIPE,
        text=True,
        stdout=subprocess.DEVNULL,
        preexec_fn=limit,
    )


def _tables(folder):
    tables = {name: results.read(name, [folder / f"{name}.parquet"]) for name in results.OF_SHARDS}
    tables["runs"] = tables["runs"].drop(columns=CLOCK)
    return tables


def _written(path):
    return path.stat().st_mtime_ns if path.exists() else 0


def _wait_for_a_new(path, job):
    before = _written(path)
    while _written(path) == before and job.poll() is None:
        time.sleep(0.01)


def _ends(job):
    """Exit status, and the last line that it said; progress comes before that."""
    _, said = job.communicate()
    return job.returncode, (said.splitlines() or [""])[-1]


def _succeeds(job):
    code, said = _ends(job)
    assert code == 0, said


@pytest.fixture(scope="module")
def straight(tmp_path_factory):
    folder = tmp_path_factory.mktemp("straight")
    _succeeds(_job(folder))
    return folder


def _assert_same(one, other):
    """Two folders have the same tables, but for the clock, and the same weights."""
    for name, table in _tables(one).items():
        assert table.equals(_tables(other)[name]), name
    kept, again = (weights.read(folder / weights.FILE) for folder in (one, other))
    assert [trained.run for trained in kept] == [trained.run for trained in again]
    for trained, twin in zip(kept, again, strict=True):
        assert all(weight.equal(twin.weights[name]) for name, weight in trained.weights.items())


def test_a_job_that_is_killed_or_stopped_ends_the_same(tmp_path, straight):
    moments = random.Random(0)
    for end in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL, signal.SIGINT):
        job = _job(tmp_path)
        _wait_for_a_new(tmp_path / "checkpoint", job)
        time.sleep(moments.uniform(0, 0.2))
        job.send_signal(end)
        killed = end == signal.SIGKILL
        code, said = _ends(job)
        assert code == (-end if killed else 128 + end), said
        assert killed or said == "stopped; rerun the command to resume from here"
    _succeeds(_job(tmp_path))
    assert not (tmp_path / "checkpoint").exists()
    _assert_same(straight, tmp_path)


@pytest.mark.slow
def test_twins_that_write_at_the_same_moment_end_the_same(tmp_path, straight):
    """As a job that outlived its pipeline and its successor, which goes on from its checkpoint."""
    first = _job(tmp_path)
    _wait_for_a_new(tmp_path / "checkpoint", first)
    second = _job(tmp_path)
    _succeeds(first)
    _succeeds(second)
    _assert_same(straight, tmp_path)


@pytest.mark.slow
def test_a_job_of_an_older_config_writes_nothing_once_a_newer_one_has_begun(tmp_path, straight):
    older = _job(tmp_path, updates=500)
    _wait_for_a_new(tmp_path / "checkpoint", older)
    older.send_signal(signal.SIGSTOP)
    _succeeds(_job(tmp_path))
    older.send_signal(signal.SIGCONT)
    said = f"{tmp_path}: nothing written, a newer job is at work here"
    assert _ends(older) == (2, said)
    _assert_same(straight, tmp_path)


@pytest.mark.slow
def test_a_file_that_cannot_be_written_is_named_and_nothing_is_left_of_it(tmp_path, straight):
    """As on a full disk: no file may grow beyond a limit."""
    limit = 4000
    code, said = _ends(
        _job(tmp_path, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    )
    assert code == 2
    assert said.endswith("cannot be written (File too large)")
    assert said.startswith(str(tmp_path))
    assert [file.name for file in tmp_path.iterdir()] == ["key"]
    _succeeds(_job(tmp_path))
    _assert_same(straight, tmp_path)
