"""What may go wrong around the pipeline: the same command again ends with the same numbers."""

import os
import signal
import subprocess
import time

import psutil
import pytest
from project import Project
from test_checkpoints import CLOCK

from rnnbench.storage import results

CONFIG = {
    "scale": "tiny",
    "execution": {"checkpoint_seconds": 0.1},
    "studies": {
        "core": {
            "cells": ["lstm"],
            "tasks": {"adding": {"length": 3}},
            "hidden": 4,
            "batch": 4,
            "updates": 1500,
            "evaluations": 2,
            "learning_rates": [0.01, 0.1],
            "tuning_seeds": 1,
            "seeds": 2,
        }
    },
}
SHARD = "core/plain/adding/lstm/none"
TUNED, TRAINED = f"results/tune/{SHARD}", f"results/train/{SHARD}/0-1"
RUNS = f"{TRAINED}/runs.parquet"
"""What most tests ask for: it needs no other jobs than those that tune and train."""
TABLES = [*(f"results/{name}.parquet" for name in results.OF_SHARDS), RUNS]

pytestmark = pytest.mark.slow


def _project(folder):
    project = Project(folder)
    project.configure(CONFIG)
    return project


def _numbers(project, folders=(TUNED, TRAINED)):
    """All tables, without what was measured in seconds; they are whole."""
    places = [project.folder / folder for folder in folders]
    tables = {
        name: results.read(name, [place / f"{name}.parquet" for place in places])
        for name in results.OF_SHARDS
    }
    tables["runs"] = tables["runs"].drop(columns=CLOCK)
    return {name: table.to_csv() for name, table in tables.items()}


def _assert_whole(project, expected):
    assert _numbers(project) == expected
    assert _numbers(project, ["results"]) == expected, "collected"


def _completes(project, *wanted):
    done = project.snakemake(*(wanted or [RUNS]))
    assert done.returncode == 0, done.output
    return done


@pytest.fixture(scope="module")
def straight(tmp_path_factory):
    """A project in which nothing goes wrong."""
    project = _project(tmp_path_factory.mktemp("straight"))
    _completes(project, *TABLES)
    return project


@pytest.fixture(scope="module")
def expected(straight):
    return _numbers(straight)


def test_damaged_files_are_named_and_made_again_by_the_same_command(straight, expected):
    folder = straight.folder / "results"
    runs = folder / "train" / SHARD / "0-1" / "runs.parquet"
    tests = folder / "tune" / SHARD / "tests.parquet"
    runs.write_bytes(runs.read_bytes()[:-100])
    tests.write_bytes(b"")
    _complains_of(straight, runs, tests)
    _completes(straight, *TABLES)
    _assert_whole(straight, expected)


def test_damaged_rates_are_named_and_made_again_by_the_same_command(straight, expected):
    rates = straight.folder / "results" / "tune" / SHARD / "rates.json"
    rates.write_bytes(b"\x00rubbish")
    _complains_of(straight, rates)
    _completes(straight, *TABLES)
    _assert_whole(straight, expected)


def _complains_of(project, *files):
    done = project.snakemake(*TABLES)
    assert done.returncode != 0
    assert "Traceback" not in done.output
    lines = done.output.splitlines()
    for file in files:
        name = f"{file.relative_to(project.folder)}: damaged"
        assert sum(line.startswith(name) for line in lines) == 1, done.output


def test_files_from_before_or_after_a_jump_of_the_clock_change_no_number(straight, expected):
    """As a clock leaves them that was a day ahead while tuning, and a day behind while training."""
    day = 24 * 3600
    for stage, jump in (("tune", +day), ("train", -day)):
        for file in (straight.folder / "results" / stage).rglob("*.*"):
            os.utime(file, (time.time() + jump,) * 2)
    _completes(straight, *TABLES)
    _assert_whole(straight, expected)
    assert "Nothing to be done" in straight.snakemake(*TABLES).output, "not each time"


class Started:
    """Snakemake at work, in a process group of its own."""

    def __init__(self, project):
        self.project = project
        with (project.folder / "output").open("w") as log:
            self.process = project.start(RUNS, stdout=log, stderr=log)

    def job(self):
        """The first job that trains, once it has begun."""
        while self.process.poll() is None:
            for job in psutil.process_iter():
                if self._trains(job):
                    return job
            time.sleep(0.02)
        raise AssertionError(self.said())

    def _trains(self, process):
        try:
            mine = process.cwd() == str(self.project.folder)
            begun = list((self.project.folder / "results").glob("tune/**/checkpoint"))
            return mine and "-m rnnbench train" in " ".join(process.cmdline()[:4]) and begun
        except psutil.Error:
            return False

    def said(self):
        return (self.project.folder / "output").read_text()

    def wait(self):
        return self.process.wait(timeout=300)


def test_snakemake_killed_then_unlocked_completes_though_a_job_lives_on(tmp_path, expected):
    """The job that it left behind ends after all is done, beside its twin's results."""
    project = _project(tmp_path)
    pipeline = Started(project)
    orphan = pipeline.job()
    orphan.suspend()
    pipeline.process.kill()
    pipeline.wait()
    refused = project.snakemake(RUNS)
    assert refused.returncode != 0
    assert "--unlock" in refused.output, "Snakemake says what to do"
    assert project.snakemake("--unlock").returncode == 0
    _completes(project)
    assert _numbers(project) == expected
    orphan.resume()
    orphan.wait(timeout=300)
    _completes(project)
    assert _numbers(project) == expected


@pytest.mark.parametrize("whom", ["everything", "Snakemake alone"])
def test_sigterm_then_the_same_command(tmp_path, expected, whom):
    project = _project(tmp_path)
    pipeline = Started(project)
    pipeline.job()
    if whom == "everything":
        os.killpg(pipeline.process.pid, signal.SIGTERM)
    else:
        pipeline.process.terminate()
    assert pipeline.wait() != 0
    _completes(project)
    assert _numbers(project) == expected


def test_two_pipelines_in_one_folder(tmp_path, expected):
    """The second one refuses; the first one does not notice."""
    project = _project(tmp_path)
    first = Started(project)
    job = first.job()
    job.suspend()  # or the first one might be done before the second one starts
    second = project.snakemake(RUNS)
    job.resume()
    assert second.returncode != 0
    assert "cannot be locked" in second.output
    assert first.wait() == 0, first.said()
    assert _numbers(project) == expected


@pytest.fixture
def mount(tmp_path):
    """Mounts a file system of some size as a project's results, anew with other options."""
    place = tmp_path / "results"
    place.mkdir()

    def mount_with(options):
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", place]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")

    yield mount_with
    subprocess.run(["umount", place], capture_output=True, check=False)


def test_a_disk_that_is_full_and_then_larger(tmp_path, mount, expected):
    mount("size=64k")
    project = _project(tmp_path)
    done = project.snakemake(RUNS)
    assert done.returncode != 0
    assert "No space left on device" in done.output
    mount("remount,size=64m")
    _completes(project)
    assert _numbers(project) == expected


def test_results_that_cannot_be_written_and_then_can(tmp_path, mount, expected):
    mount("size=64m")
    project = _project(tmp_path)
    mount("remount,ro")
    done = project.snakemake(RUNS)
    assert done.returncode != 0
    assert "Read-only file system" in done.output
    mount("remount,rw")
    _completes(project)
    assert _numbers(project) == expected
