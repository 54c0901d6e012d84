"""What is declared in several places is the same everywhere."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
CONDA_NAMES = {"torch": "pytorch"}


def test_conda_environment_equals_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    declared = set()
    for requirement in project["dependencies"]:
        name, range_ = re.fullmatch(r"([a-z0-9-]+)(.*)", requirement).groups()
        declared.add(CONDA_NAMES.get(name, name) + range_)
    own = {entry for entry in conda if isinstance(entry, str)} - {"pip"}
    assert own == declared | {f"python{project['requires-python']}"}


def test_the_lock_holds_every_dependency_at_a_plain_version():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", pin) for pin in pins)
    locked = {re.sub("[-_.]+", "-", pin.partition("==")[0]).lower() for pin in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = project["dependencies"] + extras["dev"] + extras["slurm"]
    assert {re.match("[a-z0-9-]+", requirement)[0] for requirement in wanted} <= locked


def test_imports_run_one_way():
    """cells ... tasks <- network <- engine <- matrix; stats <- judging <- report <- cli."""
    below = {
        "cells": set(),
        "stats": set(),
        "inits": {"cells"},
        "norms": set(),
        "clips": set(),
        "corpora": {"discovery", "files"},
        "tasks": {"corpora", "discovery"},
        "claims": set(),
        "judging": {"claims", "runs", "stats"},
        "engine": {
                "cells", "inits", "norms", "clips", "penalties", "tasks", "layers", "network",
                "config", "discovery", "progress", "regimes", "results", "runs", "seeding",
            },
        "measures": {"cells", "clips", "inits", "norms", "layers", "network", "engine", "seeding"},
        "probes": {
                "measures", "cells", "inits", "norms", "clips", "corpora", "tasks", "layers",
                "network", "config", "discovery", "engine", "runs", "sampling", "seeding",
            },
    }  # fmt: skip
    for package, allowed in below.items():
        for file in (ROOT / "rnnbench" / package).glob("*.py"):
            used = set(re.findall(r"^\s*from rnnbench\.(\w+)", file.read_text(), re.M))
            for names in re.findall(r"^\s*from rnnbench import (.+)$", file.read_text(), re.M):
                used |= {name.strip() for name in names.split(",")}
            assert used <= allowed | {package}, file
