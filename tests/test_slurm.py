"""The pipeline on a real Slurm of one node, from nothing to the report."""

import json
import re
import threading
import time

import cluster
import pytest
import yaml
from project import ROOT, Project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.slurm,
    pytest.mark.skipif(bool(cluster.missing()), reason=str(cluster.missing())),
]
CONFIG = {
    "scale": "tiny",
    "execution": {"memory_mb": 1000, "checkpoint_seconds": 0.5},
    "calibration": {"runs": 10, "experiments": 10},
    "studies": {
        "core": {
            "cells": ["lstm", "gru"],
            "tasks": {"adding": {"length": 3}},
            "hidden": 4,
            "batch": 4,
            "updates": 3000,
            "evaluations": 2,
            "learning_rates": [0.01],
            "tuning_seeds": 0,
            "seeds": 2,
        }
    },
    "probes": {"linear_growth": {"seeds": 2, "size": 4, "steps": 20}},
}
POLLING = ("--slurm-init-seconds-before-status-checks", "2")


@pytest.fixture(scope="module")
def slurm(tmp_path_factory):
    with cluster.Slurm(tmp_path_factory.mktemp("slurm")) as slurm:
        yield slurm


@pytest.fixture(scope="module")
def run(slurm, tmp_path_factory):
    """A pipeline of which one job is cancelled once, while it trains; with GPUs asked for."""
    project = Project(tmp_path_factory.mktemp("project"))
    project.configure(CONFIG)
    profile = project.folder / "profiles" / "slurm-without-accounting" / "config.yaml"
    text = profile.read_text()
    asking = text.replace("# - train:gpu=1", "- train:gpu=1")
    assert asking != text
    profile.write_text(asking)
    arguments = ("--workflow-profile", "profiles/slurm-without-accounting", *POLLING)
    run = Run(slurm, project)
    worker = threading.Thread(target=lambda: setattr(run, "done", project.snakemake(*arguments)))
    worker.start()
    try:
        while worker.is_alive():
            run.watch()
            time.sleep(0.5)
    finally:
        worker.join()
    assert run.done.returncode == 0, run.done.output
    return run


class Run:
    """What happens while the pipeline runs."""

    def __init__(self, slurm, project):
        self.slurm, self.project, self.done = slurm, project, None
        self.jobs, self.cancelled = {}, None

    def watch(self):
        """Note Slurm's jobs; cancel the first that trains, once it has written a checkpoint."""
        for job in json.loads(self.slurm.ask("squeue", "--json"))["jobs"]:
            self.jobs[job["job_id"]] = job
        training = [n for n, job in self.jobs.items() if job["comment"].startswith("rule_training")]
        checkpoints = (self.project.folder / "results" / "train").rglob("checkpoint")
        if training and self.cancelled is None and any(checkpoints):
            self.cancelled = training[0]
            self.slurm.ask("scancel", str(self.cancelled))


def test_it_ends_with_the_report(run):
    assert (run.project.folder / "reports" / "report.html").stat().st_size > 10_000
    assert "Nothing to be done" in run.project.snakemake("-n").output


def test_a_job_that_was_cancelled_is_started_again(run):
    assert run.cancelled is not None
    assert run.jobs[run.cancelled]["job_state"] == "CANCELLED"
    training = [j for j in run.jobs.values() if j["comment"].startswith("rule_training")]
    assert [job["job_state"] for job in training].count("COMPLETED") == 1
    log = (run.project.folder / "results" / "logs").rglob("*")
    assert not any("damaged" in file.read_text() for file in log if file.is_file())


def test_short_jobs_share_one_job_of_the_cluster(run):
    names = sorted(re.sub(r"^rule_([a-z]+).*", r"\1", j["comment"]) for j in run.jobs.values())
    assert names == ["judging", "probing", "training", "training", "tuning"]


def test_jobs_ask_for_what_they_need(run):
    by_name = {job["comment"].split("_")[1]: job for job in run.jobs.values()}
    gpus = {name: job["tres_per_job"] for name, job in by_name.items()}
    assert gpus == {"training": "gres:gpu:1", "tuning": "", "judging": "", "probing": ""}
    assert "mem=2000M" in by_name["training"]["tres_req_str"], "1000 to train, 1000 for Snakemake"
    assert by_name["training"]["time_limit"] == 2 * 6, "one after the other"
    assert by_name["probing"]["shared"] == "none", "some probes measure times"
    assert all("cpu=1," in job["tres_req_str"] for job in by_name.values())


def test_the_two_profiles_differ_in_accounting_alone():
    with_it, without = (
        yaml.safe_load((ROOT / "profiles" / name / "config.yaml").read_text())
        for name in ("slurm", "slurm-without-accounting")
    )
    own = {"slurm-status-command": "squeue", "slurm-no-account": True}
    assert without == with_it | own
