"""Provenance of results: versions, data, machine, times and the reach of tuning."""

import platform
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import rnnbench
from rnnbench.pipeline.registration import Registration
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan
from rnnbench.report import declarations

PROCESSORS = Path("/proc/cpuinfo")


def provenance(
    plan: Plan, runs: pd.DataFrame, arms: pd.DataFrame, registered: Registration
) -> dict[str, str]:
    """The provenance section of the report: texts by label.

    Args:
        plan: plan of the run.
        runs: table of runs.
        arms: table of arms.
        registered: the registered declarations of claims.
    """

    def distinct(column: str) -> str:
        return ", ".join(sorted(value for value in runs[column].unique() if value)) or "none"

    seeds = {name: " + ".join(map(str, s.seeds)) for name, s in plan.config.studies.items()}
    return {
        "trained with": f"rnnbench {distinct('package')}, engine {distinct('engine')}, "
        f"PyTorch {distinct('torch')}, Python {distinct('python')}",
        "trained on": f"{distinct('device')} (model not recorded)",
        "report built on": f"{_machine()}, by rnnbench {rnnbench.__version__}",
        "corpora": distinct("origin"),
        "corpora, sha256": distinct("data"),
        "seeds": "; ".join(f"{name}: {count}" for name, count in seeds.items()),
        "runs": f"{len(runs):,}, of which {int((runs['stage'] == 'tune').sum()):,} for tuning",
        "training time": _hours(runs),
        **_jobs(plan),
        "energy": "not measured",
        "tuned learning rates": _at_the_edge(plan, arms),
        **declarations.provenance(registered),
    }


def _hours(runs: pd.DataFrame) -> str:
    """Hours of training with evaluations, by device: on one core, or on one GPU."""
    hours = runs.groupby("device")["seconds"].sum() / 3600
    return ", ".join(f"{spent:.2f} hours on {device}" for device, spent in hours.items()) or "none"


def _machine() -> str:
    """Processor and system of the machine that builds the report."""
    lines = PROCESSORS.read_text().splitlines() if PROCESSORS.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return f"{next(models, platform.machine())}, {platform.system()}"


def _jobs(plan: Plan) -> dict[str, str]:
    """Time and memory of training jobs, as far as Snakemake has measured them."""
    planned = list(_benchmarks(plan))
    found = [pd.read_csv(file, sep="\t") for file in planned if file.exists()]
    if not found:
        return {}
    jobs = pd.concat(found, ignore_index=True)
    memory = pd.to_numeric(jobs["max_rss"], errors="coerce").max()
    return {
        "training jobs, start to end": f"{jobs['s'].sum() / 3600:.2f} hours for "
        f"{len(jobs):,} of {len(planned):,}, the longest {jobs['s'].max() / 60:.1f} minutes; "
        "last attempts only",
        **({} if pd.isna(memory) else {"largest job's memory": f"{memory:,.0f} MiB"}),
    }


def _benchmarks(plan: Plan) -> Iterator[Path]:
    logs = Paths.of(plan.config).results / "logs"
    yield from (logs / "tune" / f"{path}.tsv" for path in plan.tuned)
    yield from (logs / "train" / f"{path}.tsv" for path in plan.shards)


def _at_the_edge(plan: Plan, arms: pd.DataFrame) -> str:
    """The number of arms tuned to the smallest or largest rate of their grid.

    Many at an edge suggest a wider grid.
    """
    counts = {"smallest": 0, "largest": 0, "all": 0}
    for name, study in plan.config.studies.items():
        if study.tuning_seeds:
            rates = arms.loc[arms["study"] == name, "learning_rate"]
            counts["all"] += len(rates)
            counts["smallest"] += int((rates == min(study.learning_rates)).sum())
            counts["largest"] += int((rates == max(study.learning_rates)).sum())
    return (
        f"{counts['all']} arms: {counts['smallest']} at the smallest rate of the grid, "
        f"{counts['largest']} at the largest"
    )
