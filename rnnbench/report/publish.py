"""A published run: the data of its report in a folder small enough to commit."""

from pathlib import Path

from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan
from rnnbench.report import build
from rnnbench.storage import results
from rnnbench.storage.files import ResultsError, write_atomically

COLLECTED = (*results.OF_SHARDS, "readings")
"""Tables that a report reads."""


def paths(name: str) -> Paths:
    """Folders of a published run and its report."""
    return Paths(Path("results") / name, Path("reports") / name)


def publish(plan: Plan, name: str) -> None:
    """Copy the data of a finished run's report to ``results/NAME``.

    Raises:
        ResultsError: the run is not finished.
    """
    run, there = Paths.of(plan.config), paths(name)
    files = {
        **{run.table(table): there.table(table) for table in COLLECTED},
        run.verdicts: there.verdicts,
        run.calibration: there.calibration,
        run.registration: there.registration,
    }
    missing = [str(file) for file in files if not file.exists()]
    if missing:
        raise ResultsError(f"{plan.config.scale} is not finished: no {', '.join(missing)}")
    for file, copy in files.items():
        write_atomically(copy, file.read_bytes())
    plan.write(there.plan)


def report(plan: Plan, name: str) -> Path:
    """Write the report on a published run to ``reports/NAME``, and return the path of its page.

    Args:
        plan: plan of the run, from its ``plan.json``.
        name: name of the folders.
    """
    return build.report(plan, paths(name))
