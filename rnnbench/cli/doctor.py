"""What a machine has of all that is needed, and how long each scale would take on it."""

import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import torch
from packaging.requirements import Requirement
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import rnnbench
from rnnbench import config as configs
from rnnbench.cli import console
from rnnbench.components import corpora, data_files
from rnnbench.components.registry import BUILT_IN
from rnnbench.config import Execution
from rnnbench.engine import backends, records
from rnnbench.plan import estimates, user_errors
from rnnbench.plan.estimates import Speed
from rnnbench.plan.expansion import expand
from rnnbench.plan.plan import Plan

LEAST_DISK_GB, GB = 1.0, 1e9
"""Free disk below which something is amiss: ``quick`` writes a tenth of it."""


@dataclass(frozen=True)
class Finding:
    """Something about this machine.

    Attributes:
        what: what it is about.
        found: what there is.
        problem: what is wrong with that, and what to do; None if nothing is.
    """

    what: str
    found: str
    problem: str | None = None


def show(speed: Speed, scales: Mapping[str, Path]) -> bool:
    """Print what there is on this machine, and estimates for each scale.

    Args:
        speed: how fast it trains, as ``speed.measure`` has found.
        scales: config files, by scale.

    Returns:
        Whether nothing is wrong.
    """
    screen = Console()
    everything = {"versions": list(versions()), "machine": list(machine())}
    for title, findings in everything.items():
        table = Table("what", "found", title=title)
        for finding in findings:
            table.add_row(escape(finding.what), escape(finding.found))
        screen.print(table)
    console.corpora([corpora.of(name) for name in BUILT_IN.sound("corpora")])
    plans, broken = _plans(scales)
    screen.print(_times(speed, plans))
    screen.print(
        f"measured on one job: {speed.products / 1e9:.0f} billion operations of matrix products a "
        f"second, {speed.gate_unit * 1e9:.2f} ns for a unit of a gate at a step, "
        f"{speed.update * 1e3:.2f} ms for the rest of an update; other work on the machine counts. "
        f"Added are {estimates.JOB_SECONDS:.0f} s for each job to start."
    )
    everything["configs"] = broken
    problems = [f for findings in everything.values() for f in findings if f.problem]
    for finding in problems:
        screen.print(f"problem: {escape(f'{finding.what}: {finding.problem}')}")
    return not problems


def versions() -> Iterator[Finding]:
    """Python, and what is needed of other packages."""
    yield Finding("Python", platform.python_version())
    yield Finding("rnnbench", f"{rnnbench.__version__}, engine {records.ENGINE_VERSION}")
    try:
        needed = metadata.requires("rnnbench") or []
    except metadata.PackageNotFoundError:
        yield Finding("installed", "no", "run pip install -e . in the project's folder")
        return
    for requirement in map(Requirement, needed):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield _package(requirement)


def _package(requirement: Requirement) -> Finding:
    name, wanted = requirement.name, str(requirement.specifier)
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(name, "none", f"needed is {wanted}")
    fits = requirement.specifier.contains(found, prereleases=True)
    return Finding(name, found, None if fits else f"{found} is there, needed is {wanted}")


def machine() -> Iterator[Finding]:
    """Cores, threads, memory, disk, compiler and GPU."""
    yield Finding("system", f"{platform.system()} {platform.machine()}")
    yield Finding("cores", f"{cores()}")
    yield Finding("threads of a job", "1; OMP_NUM_THREADS is " + _variable("OMP_NUM_THREADS"))
    yield _memory()
    for what, folder in (("results", Path()), ("data and kernels", data_files.folders()[-1])):
        yield _disk(what, folder)
    yield Finding(
        "C++ compiler",
        "found" if backends.can_compile() else "none",
        None if backends.can_compile() else "install g++: without it training takes twice as long",
    )
    there_is = torch.cuda.is_available()
    yield Finding("GPU", torch.cuda.get_device_name() if there_is else "none that PyTorch finds")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _variable(name: str) -> str:
    return os.environ.get(name) or "not set"


def _memory() -> Finding:
    """What is free, and whether each core's job could have its share."""
    page, share = os.sysconf("SC_PAGE_SIZE"), Execution().memory_mb * 1e6
    total, free = (os.sysconf(f"SC_{kind}PHYS_PAGES") * page for kind in ("", "AV"))
    jobs = int(total // share)
    problem = None
    if jobs < cores():
        problem = (
            f"{cores()} jobs at once may take {cores() * share / GB:.0f} GB: set "
            f"execution.memory_mb, or run snakemake --cores {max(1, jobs)}"
        )
    return Finding("memory", f"{total / GB:.1f} GB, {free / GB:.1f} GB of it free", problem)


def _disk(what: str, folder: Path) -> Finding:
    """What is free where a folder is, or would be made."""
    place = next(p for p in (folder.absolute(), *folder.absolute().parents) if p.exists())
    free = shutil.disk_usage(place).free / GB
    problem = f"less than {LEAST_DISK_GB:.0f} GB free" if free < LEAST_DISK_GB else None
    if not os.access(place, os.W_OK):
        problem = "cannot be written to"
    return Finding(f"disk for {what}", f"{free:.1f} GB free at {folder.absolute()}", problem)


def _plans(scales: Mapping[str, Path]) -> tuple[dict[str, Plan], list[Finding]]:
    """Plan each scale; list the configs with errors."""
    plans, broken = {}, []
    for scale, path in scales.items():
        try:
            plans[scale] = expand(configs.read(path))
        except Exception as error:
            problem = user_errors.explained(error)
            if problem is None:
                raise
            broken.append(Finding(f"config/{path.name}", "broken", problem))
    return plans, broken


def _times(speed: Speed, plans: Mapping[str, Plan]) -> Table:
    table = Table("scale", title="estimated time, by a measurement on this machine")
    for heading in ("runs", "shards", "core-hours", f"hours on {cores()} cores"):
        table.add_column(heading, justify="right")
    for scale, plan in plans.items():
        shards = list(plan.shards.values())
        runs = sum(sum(shard.run_counts().values()) for shard in shards)
        hours = estimates.core_hours(plan, speed)
        numbers = (f"{runs:,}", f"{len(shards):,}", f"{hours:,.2f}", f"{hours / cores():,.2f}")
        table.add_row(scale, *numbers)
    return table
