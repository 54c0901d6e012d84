"""Judging, collecting and reporting: in processes in which importing PyTorch fails."""

import json
import os
import subprocess
import sys

import pandas as pd
import pytest
from project import ROOT

from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan
from rnnbench.storage import results

REFERENCE = ROOT / "results" / "reference"
STUDY = "directions"


@pytest.fixture(scope="module")
def without_torch(tmp_path_factory):
    """Run Python where a module called torch raises."""
    folder = tmp_path_factory.mktemp("blocked")
    (folder / "torch.py").write_text("raise ImportError('PyTorch is imported')\n")
    environment = {**os.environ, "PYTHONPATH": f"{folder}:{ROOT}", "MPLBACKEND": "agg"}

    def run(*arguments):
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A study of the reference run as its shards wrote it, and its probes: the plan's file."""
    folder = tmp_path_factory.mktemp("run")
    whole = Plan.read(REFERENCE / "plan.json")
    config = whole.config.model_copy(
        update={
            "results": str(folder / "results"),
            "reports": str(folder / "reports"),
            "studies": {STUDY: whole.config.studies[STUDY]},
        }
    )
    fields = {name: getattr(whole, name) for name in Plan.model_fields}
    shards = {path: s for path, s in whole.declared.items() if s.study == STUDY}
    plan = Plan(**{**fields, "config": config, "declared": shards})
    paths = Paths.of(config)
    for table in results.OF_SHARDS:
        rows = results.read(table, [REFERENCE / f"{table}.parquet"])
        for shard in plan.shards.values():
            for stage, own in _of_shard(rows, shard):
                results.write(table, own, paths.shard(stage, shard) / f"{table}.parquet")
    readings = results.read("readings", [REFERENCE / "readings.parquet"])
    for probe in plan.probes:
        results.write("readings", readings[readings["probe"] == probe], paths.probe(probe))
    plan.write(paths.plan)
    paths.calibration.write_bytes((REFERENCE / "calibration.json").read_bytes())
    return plan, paths


def _of_shard(rows, shard):
    for stage, count in shard.run_counts().items():
        if count:
            axes = {"study": shard.study, "variant": shard.variant, "task": shard.task}
            axes |= {"cell": shard.cell, "norm": shard.norm, "stage": stage}
            yield stage, rows[(rows[list(axes)] == pd.Series(axes)).all(axis=1)]


EVERYTHING = """
import sys
from pathlib import Path
from rnnbench.pipeline import collect
from rnnbench.pipeline.judge import JudgingJob, judge
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan
from rnnbench.report import build

plan = Plan.read(Path(sys.argv[1]))
collect.collect(plan)
for claim in plan.judged():
    judge(JudgingJob.of(plan, claim), Paths.of(plan.config).claim(claim))
collect.verdicts(plan)
build.report(plan)
"""


@pytest.mark.slow
def test_reference_tables_are_collected_judged_and_reported(without_torch, run):
    plan, paths = run
    code, said = without_torch("-c", EVERYTHING, str(paths.plan))
    assert code == 0, said
    collected = results.read("runs", [paths.table("runs")])
    assert len(collected) == sum(sum(s.run_counts().values()) for s in plan.shards.values())
    judged = plan.judged()
    assert len(judged) > 20
    before = {v["claim"]: v for v in json.loads((REFERENCE / "verdicts.json").read_text())}
    for verdict in json.loads(paths.verdicts.read_text()):
        if verdict["claim"] in judged:
            old = before[verdict["claim"]]["primary"]["effect"]
            assert [verdict["primary"]["effect"]] == pytest.approx([old])
    assert paths.report.stat().st_size > 100_000


@pytest.mark.parametrize("command", ["list claims", "summary", "extend", "power x", "--help"])
def test_commands_between_runs_start_without_torch(without_torch, command):
    code, said = without_torch("-m", "rnnbench", *command.split())
    assert "PyTorch is imported" not in said
    assert code in (0, 2), said
