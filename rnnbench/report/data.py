"""Data of a report: all that was collected, or what exists while training goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from rnnbench.claims import Claim
from rnnbench.judging import verdicts as judging
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.verdicts import ClaimVerdict
from rnnbench.pipeline import collect, judge
from rnnbench.pipeline.calibration.experiments import Rate
from rnnbench.pipeline.judge import JudgingJob
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan
from rnnbench.report import units
from rnnbench.report.curves import Curves
from rnnbench.storage import results
from rnnbench.storage.files import ResultsError

WAITING = "its runs or readings are incomplete"


@dataclass(frozen=True)
class ReportData:
    """Data of a report.

    Attributes:
        plan: the plan of the run.
        paths: folders of its results and of the report.
        found: verdicts on all claims, corrected for their number.
        evidence: all runs, tuning included, with their further tests; all readings.
        curves: learning curves of the runs.
        rates: error rates from the calibration; empty before it has run.
        so_far: progress of training in words; empty if it is complete.
    """

    plan: Plan
    paths: Paths
    found: tuple[ClaimVerdict, ...]
    evidence: Evidence
    curves: Curves
    rates: tuple[Rate, ...]
    so_far: str = ""

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """All claims."""
        return self.plan.claims

    @cached_property
    def verdicts(self) -> list[ClaimVerdict]:
        """All verdicts, with units in words."""
        return [
            units.described(verdict, self.claims, self.plan.probe_facts) for verdict in self.found
        ]

    @cached_property
    def judged(self) -> list[ClaimVerdict]:
        """Those on claims that were run."""
        return [v for v in self.verdicts if v.verdict != "not run"]

    @property
    def runs(self) -> pd.DataFrame:
        """The table of runs."""
        return self.evidence.runs


def collected(plan: Plan, paths: Paths) -> ReportData:
    """Everything, as the pipeline has joined and judged it.

    Raises:
        ResultsError: a file cannot be read.
    """
    tables = {name: results.read(name, [paths.table(name)]) for name in ("runs", "tests")}
    readings = results.read("readings", [paths.table("readings")])
    return ReportData(
        plan,
        paths,
        tuple(collect.read_verdicts(paths)),
        Evidence(tables["runs"], tables["tests"], readings),
        Curves([paths.table("curves")]),
        tuple(collect.read_calibration(paths)),
    )


def so_far(plan: Plan, paths: Paths) -> ReportData:
    """What the shards and probes that are done give; claims that lack something are not run.

    Raises:
        ResultsError: nothing is there yet, or a file cannot be read.
    """
    trained = {path: paths.shard("train", shard) for path, shard in plan.shards.items()}
    tuned = {path: paths.shard("tune", shard) for path, shard in plan.tuned.items()}
    probes = {name: paths.probe(name) for name in plan.probes}
    shards = [folder for folder in (*trained.values(), *tuned.values()) if _whole(folder)]
    measured = [file for file in probes.values() if file.exists()]
    if not shards and not measured:
        raise ResultsError(f"{paths.results}: no shard and no probe is done yet")
    done = sum(_whole(folder) for folder in trained.values())
    return ReportData(
        plan,
        paths,
        tuple(judging.adjust([_so_far(plan, name, claim) for name, claim in plan.claims.items()])),
        Evidence(
            _joined("runs", [folder / "runs.parquet" for folder in shards]),
            _joined("tests", [folder / "tests.parquet" for folder in shards]),
            _joined("readings", measured),
        ),
        Curves([folder / "curves.parquet" for folder in shards]),
        tuple(collect.read_calibration(paths)) if paths.calibration.exists() else (),
        f"{done} of {len(trained)} shards are trained, {len(measured)} of {len(probes)} probes "
        "measured",
    )


def _so_far(plan: Plan, name: str, claim: Claim) -> ClaimVerdict:
    if name in plan.missing:
        return judging.not_run(name, claim, plan.missing[name])
    job = JudgingJob.of(plan, name)
    folders = (*job.runs, *job.tuning)
    if not all(map(_whole, folders)) or not all(file.exists() for file in job.probes):
        return judging.not_run(name, claim, WAITING)
    return judge.verdict(job)


def _whole(folder: Path) -> bool:
    """Whether a shard is done: all of its tables are there."""
    return all((folder / f"{table}.parquet").exists() for table in results.OF_SHARDS)


def _joined(table: str, files: list[Path]) -> pd.DataFrame:
    return results.read(table, files) if files else results.empty(table)
